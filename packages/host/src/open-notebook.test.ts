import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNotebook } from './open-notebook.js';
import type { OpenNotebookOptions } from './open-notebook.js';
import { FakeWindow, hello, SITE, windowMessage } from './testing/fake-site.js';

const URL_OF_NOTEBOOK = `${SITE}/lab/index.html?path=a.ipynb`;

let tab: FakeWindow & { readonly close: () => void };
let page: EventTarget & { open: (url: string, target: string) => unknown };
beforeEach(() => {
  tab = Object.assign(new FakeWindow(), { close: vi.fn() });
  page = Object.assign(new EventTarget(), {
    open: vi.fn((url: string) => {
      tab.location.href = url;
      return tab;
    }),
  });
  vi.stubGlobal('window', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = (more: Partial<OpenNotebookOptions> = {}) =>
  openNotebook(URL_OF_NOTEBOOK, { getSession: () => null, ...more });

describe('openNotebook', () => {
  it('opens a tab at once, and welcomes the site in it', () => {
    const host = open();
    expect(page.open).toHaveBeenCalledExactlyOnceWith(URL_OF_NOTEBOOK, '_blank');
    page.dispatchEvent(windowMessage(hello(), tab));
    expect(tab.posted.at(-1)?.message).toEqual({ type: 'auth-bridge:host-welcome', version: 1 });
    page.dispatchEvent(windowMessage(hello('another document'), tab));
    expect(host.ignored).toBe(1);
    expect(tab.posted.filter(({ ports }) => ports.length > 0)).toHaveLength(1);
    host.dispose();
  });

  it('brings the code in the fragment, and takes silence for a tab that is apart', async () => {
    vi.useFakeTimers();
    const host = open({ getCode: () => Promise.resolve('a code/1') });
    expect(page.open).toHaveBeenCalledExactlyOnceWith('about:blank', '_blank');
    await vi.advanceTimersByTimeAsync(0);
    expect(tab.location.href).toBe(`${URL_OF_NOTEBOOK}#auth-bridge-code=a%20code%2F1`);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(host.state).toEqual({ status: 'apart' });
    host.dispose();
  });

  it('closes the tab again where there is no code', async () => {
    const host = open({ getCode: () => Promise.reject(new Error('401')) });
    await vi.waitFor(() => expect(host.state.problem?.code).toBe('host-failed'));
    expect(tab.close).toHaveBeenCalledOnce();
  });

  it('says so where the browser opens none', () => {
    page.open = () => null;
    expect(open().state).toMatchObject({ status: 'failed', problem: { code: 'window-blocked' } });
  });

  it('refuses an address that is not absolute', () => {
    expect(() => openNotebook('/lab/', { getSession: () => null })).toThrow(TypeError);
    expect(page.open).not.toHaveBeenCalled();
  });
});
