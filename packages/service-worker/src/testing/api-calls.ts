import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { expect } from 'vitest';
import { callApi } from '../attach/call-api.js';
import { compileRules } from '../rules/compile-rules.js';
import { configOf } from './make-config.js';
import { makeSessions, SITE } from './make-sessions.js';
import type { Outside } from './make-sessions.js';
import { codeShown, until } from './until.js';

/** Calls to `url` with the credential of a provider, `platform`, that `auth.json` has so; with `more` in the rule. */
export function apiCalls(
  platform: unknown,
  url: string,
  outside: Outside = {},
  more: Record<string, unknown> = {},
) {
  const config = configOf({
    providers: { platform },
    apis: [{ url, provider: 'platform', ...more }],
  });
  const parts = makeSessions(config, outside);
  const [rule] = compileRules(config, SITE);
  if (!rule) throw new Error('no rule');
  const call = (init: RequestInit = {}, handle?: string) =>
    callApi(
      new Request(url, init),
      { rule, ...(handle !== undefined && { handle }) },
      { vault: parts.vault, sessions: parts.sessions, runtime: parts.runtime },
    );
  return { ...parts, call };
}

/** Signs in by a code that the user confirms; resolves when there is a session. */
export async function signInByCode(
  issuer: MockProvider,
  { vault, sessions, provider, runtime }: ReturnType<typeof makeSessions>,
): Promise<void> {
  const before = vault.session(provider.id);
  await sessions.signIn(provider, { force: true, method: 'device' });
  await codeShown(vault, provider.id);
  issuer.approve();
  await runtime.advance((vault.signIn(provider.id)?.nextPollAt ?? 0) - runtime.now());
  await until(() => {
    expect(vault.session(provider.id)).toBeDefined();
    expect(vault.session(provider.id)).not.toBe(before);
  });
}

/** What a problem (RFC 9457) says. */
export async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { type, detail } = recordOf(await response.json());
  const code = typeof type === 'string' ? type.split(':').at(-1) : undefined;
  return { status: response.status, code, detail: typeof detail === 'string' ? detail : '' };
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
