import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import type { Session } from '../vault/types.js';
import { configOf, providerJson } from './make-config.js';
import { makeSessions } from './make-sessions.js';
import type { Outside } from './make-sessions.js';

/** Sessions of one provider at this issuer, with `more` in its part of `auth.json`. */
export function platformSessions(
  issuer: MockProvider,
  more: Record<string, unknown> = {},
  outside: Outside = {},
) {
  const platform = providerJson(issuer.issuer, more);
  const parts = makeSessions(configOf({ providers: { platform }, apis: [] }), outside);
  const { sessions, runtime } = parts;
  /** As a call gets its session. */
  const obtain = (ms = 25_000) => sessions.obtain('platform', runtime.now() + ms);
  return { ...parts, obtain };
}

export function accessTokenOf(session: unknown): string | undefined {
  return isBearer(session) ? session.credential.accessToken : undefined;
}

function isBearer(
  session: unknown,
): session is { readonly credential: Extract<Session['credential'], { kind: 'bearer' }> } {
  return (
    typeof session === 'object' &&
    session !== null &&
    'credential' in session &&
    typeof session.credential === 'object' &&
    session.credential !== null &&
    'kind' in session.credential &&
    session.credential.kind === 'bearer'
  );
}
