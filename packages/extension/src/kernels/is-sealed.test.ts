import type { BaseKernel } from '@jupyterlite/services';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isSealed } from './is-sealed';

type Execute = BaseKernel['executeRequest'];

beforeEach(() => {
  vi.stubGlobal('location', new URL('https://site.example/lite/lab/index.html'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const ok = (payload: { source: string }[]) => () =>
  Promise.resolve({
    ...({ status: 'ok', execution_count: 1, user_expressions: {} } as const),
    payload,
  });
const says = { source: 'jupyterlite-auth-bridge-sealed' };
const error = { ename: 'RuntimeError', evalue: '', traceback: [] };
const failed: Execute = () => Promise.resolve({ status: 'error', execution_count: 1, ...error });

it.each([
  ['that says so', ok([says]), true],
  ['that says nothing', ok([]), false],
  ['that says something else', ok([{ source: 'page' }]), false],
  ['in which the question failed', failed, false],
  ['that cannot be asked', () => Promise.reject(new TypeError()), false],
] as const)('takes a kernel %s for sealed or not', async (_, executeRequest: Execute, sealed) => {
  expect(await isSealed({ executeRequest })).toBe(sealed);
});

it('takes a kernel that does not answer for one that is not sealed', async () => {
  vi.useFakeTimers();
  const asked = isSealed({ executeRequest: () => new Promise(() => undefined) });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await asked).toBe(false);
});

it.each([
  ['refuses', () => Promise.reject(new TypeError('Load failed')), false],
  ['lets through, and which fails', () => Promise.resolve({ ok: false }), false],
  ['lets through', () => Promise.resolve({ ok: true }), true],
])('has JavaScript tell Python of a call that the browser %s', async (title, call, answer) => {
  const execute = vi.fn<Execute>(ok([]));
  await isSealed({ executeRequest: execute });
  const code = execute.mock.calls[0]?.[0].code ?? '';
  expect(code).not.toMatch(/js\.fetch/);
  const script: unknown = JSON.parse(/run_js\((".*")\)/.exec(code)?.[1] ?? '""');
  vi.stubGlobal('fetch', call);
  const source = `export const answer = await (${String(script)})("data:,"); // ${title}`;
  const run: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  expect(run).toHaveProperty('answer', answer);
});
