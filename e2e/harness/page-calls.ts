import type { DevPlatform, TestAccount } from '@jupyterlite-auth-bridge/dev-platform';
import { expect } from 'vitest';
import type { ScriptFrame } from './script-frame.js';

let asked = 0;

/**
 * A call of the page's own, which the worker answers as it does a kernel's, is answered with 200; it
 * came with a credential of this account's, and never with a stand-in or with none.
 */
export async function expectCallBy(
  { email }: TestAccount,
  page: ScriptFrame,
  platform: DevPlatform,
  path: string,
): Promise<void> {
  // The worker itself may ask for the same at that moment.
  const query = `asked=${(asked += 1)}`;
  expect(await statusAndProblem(page, `${platform.origin}${path}?${query}`)).toBe('200');
  const calls = platform.received.filter((call) => call.path === path && call.query === query);
  const sent = calls.filter(({ method }) => method !== 'OPTIONS');
  // One whose token has ended comes back, and is sent again with a new one.
  const answered = sent.filter(({ status }) => status !== 401);
  expect(answered.map(({ caller }) => caller)).toEqual([email]);
  for (const { headers } of sent) {
    const credential = headers.authorization ?? headers['x-auth-token'] ?? 'none';
    expect(credential).not.toMatch(/none|jlab_/);
  }
}

/** The status that a call of the page's own gets; with the problem's code, where it is one. */
export function statusAndProblem(page: ScriptFrame, url: string): Promise<string> {
  return page.evaluate(async (url) => {
    const answer = await fetch(url);
    if (answer.ok) return `${answer.status}`;
    const { type } = (await answer.json()) as { readonly type: string };
    return `${answer.status} ${type.split(':').at(-1) ?? ''}`;
  }, url);
}
