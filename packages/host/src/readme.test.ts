/// <reference types="node" />
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import * as sdk from './index.js';
import type { HostSession, NotebookHost, NotebookOptions } from './index.js';
import { FakeWindow, FakeWorker, hello, windowMessage } from './testing/fake-site.js';

const fileAt = (path: string) => new URL(path, import.meta.url);
const readme = await readFile(fileAt('../README.md'), 'utf8');
const [example = '', inTab = ''] = [...readme.matchAll(/```js\n(.*?)```/gs)].map(
  ([, code = '']) => code,
);

afterEach(() => vi.unstubAllGlobals());

async function bundle(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileAt('.').pathname, loader: 'js' },
    alias: { '@jupyterlite-auth-bridge/host': fileAt('./index.ts').pathname },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describe("the README's example", () => {
  it('runs as it stands: a session for the worker, data for the notebooks', async () => {
    const page = new EventTarget();
    const frame = { contentWindow: new FakeWindow(), hasAttribute: () => false };
    const button = { onclick: () => undefined };
    const find = (selector: string) => (selector === 'iframe' ? frame : button);
    vi.stubGlobal('window', page);
    vi.stubGlobal('document', { querySelector: find });
    vi.stubGlobal('fetch', () => Response.json({ accountId: 'a', authToken: 'secret-auth' }));
    const script = await bundle(example);
    await import(`data:text/javascript,${encodeURIComponent(script)}`);

    page.dispatchEvent(windowMessage(hello(), frame.contentWindow));
    const [control] = frame.contentWindow.posted.at(-1)?.ports ?? [];
    const worker = await new Promise<FakeWorker>((resolve) => {
      control?.addEventListener('message', (event) => {
        const [port] = event.ports;
        if (port) resolve(new FakeWorker(port));
      });
      control?.start();
      control?.postMessage({ type: 'need-port' });
    });
    worker.say({ type: 'get-session', id: 1, reason: 'start' });
    await vi.waitFor(() => expect(worker.got).toHaveLength(2));
    button.onclick();
    await vi.waitFor(() =>
      expect(worker.got).toMatchObject([
        { type: 'set-data', data: { materials: [] } },
        { type: 'session', session: { authToken: 'secret-auth' } },
        { type: 'set-data', data: { materials: ['Si'] } },
      ]),
    );
    worker.close();
    control?.close();
  });

  it('of a tab opens it in the handler of a click', async () => {
    const open = vi.fn(() => null);
    const button = { onclick: () => undefined };
    vi.stubGlobal('window', Object.assign(new EventTarget(), { open }));
    vi.stubGlobal('button', button);
    vi.stubGlobal('options', { getSession: () => null });
    const script = await bundle(
      `import { openNotebook } from '@jupyterlite-auth-bridge/host';\n${inTab}`,
    );
    await import(`data:text/javascript,${encodeURIComponent(script)}`);
    expect(open).not.toHaveBeenCalled();
    button.onclick();
    const url = 'https://notebooks.example/lab/?path=a.ipynb';
    expect(open).toHaveBeenCalledExactlyOnceWith(url, '_blank');
  });

  it('has ten lines at most, and all that is exported and can be called is in the README', () => {
    expect(example.trim().split('\n').filter(Boolean)).length.lessThan(11);
    for (const name of Object.keys(sdk)) expect(readme).toContain(name);
  });
});

describe('the package', () => {
  it('is below 5 kB, gzipped', async () => {
    const script = await bundle("export * from '@jupyterlite-auth-bridge/host'");
    expect(gzipSync(script, { level: 9 }).length).toBeLessThan(5_000);
  });

  it('is a module, of its own code and of the protocol alone', async () => {
    const text = await readFile(fileAt('../package.json'), 'utf8');
    const { type, dependencies, version } = JSON.parse(text) as Record<string, object | string>;
    expect(type).toBe('module');
    expect(dependencies).toEqual({ '@jupyterlite-auth-bridge/protocol': version });
    // As a platform's bundler does, by what the package exports.
    const { metafile } = await build({
      stdin: { contents: example, resolveDir: fileAt('.').pathname, loader: 'js' },
      bundle: true,
      format: 'esm',
      metafile: true,
      write: false,
    });
    const inputs = Object.keys(metafile.inputs).filter((path) => path !== '<stdin>');
    expect(inputs).toContain('packages/host/lib/index.js');
    expect(inputs.filter((path) => !/^packages\/(?:host|protocol)\/lib\//.test(path))).toEqual([]);
  });

  it('runs without anything of the browser until it is used', async () => {
    const script = await bundle("export * from '@jupyterlite-auth-bridge/host'");
    const loaded: unknown = await import(`data:text/javascript,${encodeURIComponent(script)}`);
    expect(Object.keys(loaded as object).sort()).toEqual(['createNotebookHost', 'openNotebook']);
  });

  it('has types that let pass what the README says, and nothing else', () => {
    const iframe = null as unknown as HTMLIFrameElement;
    const getSession = () => ({ accountId: 'a', authToken: 'b' });
    const uncalled = () => [
      sdk.createNotebookHost(iframe, { origin: 'https://a.example', getSession }),
      sdk.createNotebookHost(iframe, { origin: 'https://a.example', getSession: () => null }),
      sdk.openNotebook('https://a.example/', {
        getSession: () => Promise.resolve({ accessToken: 'a', expiresAt: new Date() }),
        getCode: () => Promise.resolve('code'),
      }),
      // @ts-expect-error -- the origin is missing
      sdk.createNotebookHost(iframe, { getSession }),
      // @ts-expect-error -- an account id alone is no session
      sdk.openNotebook('https://a.example/', { getSession: () => ({ accountId: 'a' }) }),
      // @ts-expect-error -- a time as text
      sdk.openNotebook('', { getSession: () => ({ accessToken: 'a', expiresAt: '2030' }) }),
    ];
    expectTypeOf(uncalled).returns.toEqualTypeOf<NotebookHost[]>();
    expectTypeOf<NotebookOptions['getSession']>().returns.toEqualTypeOf<
      HostSession | null | Promise<HostSession | null>
    >();
    expectTypeOf<NotebookHost['setData']>().parameter(0).toExtend<object>();
    expectTypeOf<Parameters<NonNullable<NotebookOptions['onData']>>>().toEqualTypeOf<[unknown]>();
  });
});
