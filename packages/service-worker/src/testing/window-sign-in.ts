import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { answerCallback, answerStart } from '../oauth/authorization-code.js';
import { SITE } from './make-sessions.js';
import type { Outside } from './make-sessions.js';
import { memoryStore } from './memory-store.js';
import { platformSessions } from './platform-sessions.js';

/** Sign-ins in a window: the browser's part is played by `start` and `visit`. */
export function windowSignIn(
  issuer: MockProvider,
  more: Record<string, unknown> = {},
  outside: Outside = {},
) {
  const parts = platformSessions(issuer, { signIn: ['popup', 'device'], ...more }, outside);
  const context = { ...parts, store: memoryStore(), scope: SITE, framed: false };
  const { sessions, vault, own, provider } = parts;

  /** The user asks for a sign-in and opens its window; where the worker sends that, at the issuer. */
  async function start(): Promise<URL> {
    if (!vault.signIn(provider.id)) await sessions.signIn(provider, { force: true });
    const query = { provider: provider.id, 'sign-in': vault.signIn(provider.id)?.id ?? '' };
    const url = new URL(`${own}start?${new URLSearchParams(query).toString()}`);
    return locationOf(await answerStart(url, context));
  }

  /** Where the issuer sends the browser back to. */
  async function visit(authorization: URL): Promise<URL> {
    return locationOf(await fetch(authorization, { redirect: 'manual' }));
  }

  /** Where the worker sends the browser after the issuer's answer. */
  async function comeBack(callback: URL): Promise<string> {
    return locationOf(await answerCallback(callback, context)).href;
  }

  const signIn = async () => comeBack(await visit(await start()));

  return { ...context, context, start, visit, comeBack, signIn };
}

function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect but ${response.status}`);
  return new URL(location);
}
