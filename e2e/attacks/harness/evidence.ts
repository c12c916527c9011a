import type { DevPlatform, ReceivedRequest } from '@jupyterlite-auth-bridge/dev-platform';
import type { Recorded, RecordingServer } from './recording-server.js';

/** What came of one attack. */
export interface Evidence {
  /** What the attacker's script returned. */
  readonly seen: unknown;
  /** What the servers received meanwhile. */
  readonly evil: readonly Recorded[];
  readonly friend: readonly Recorded[];
  readonly api: readonly ReceivedRequest[];
  /** Every credential of the run. */
  readonly secrets: readonly string[];
}

export interface Scene {
  readonly platform: DevPlatform;
  readonly friend: RecordingServer;
  readonly evil: RecordingServer;
  /** Credentials that the test itself put in. */
  readonly typed: readonly string[];
}

/** Starts watching; the function that it returns tells what has happened since. */
export function watch(scene: Scene): (seen: unknown) => Evidence {
  const { platform, friend, evil, typed } = scene;
  const from = [platform.received.length, friend.received.length, evil.received.length] as const;
  return (seen) => ({
    seen,
    api: platform.received.slice(from[0]).filter(({ path }) => path.startsWith('/api')),
    friend: friend.received.slice(from[1]),
    evil: evil.received.slice(from[2]),
    secrets: [...platform.issuedSecrets().map(({ value }) => value), ...typed],
  });
}

/**
 * What no attack may achieve, as words: a credential seen by the attacker or by a server that no rule
 * names, and calls with a credential that the rules of the suite's auth.json forbid.
 */
export function gains(evidence: Evidence): readonly string[] {
  const { seen, evil, friend, api, secrets } = evidence;
  const holds = (value: unknown) => {
    const text = JSON.stringify(value);
    return secrets.some((secret) => text.includes(secret));
  };
  return [
    ...parts(seen)
      .filter(holds)
      .map((part) => `${nameOf(part)} saw a credential`),
    ...evil.filter(holds).map(({ target }) => `${tryOf(target)} sent one to a server of no rule`),
    ...friend
      .filter((request) => holds(request) && !friendMay(request))
      .map(({ target, method }) => `${tryOf(target)} sent one where no rule says (${method})`),
    ...api
      .filter((request) => request.caller !== undefined && !apiMay(request))
      .map(({ query, method }) => `${tryOf(`?${query}`)} called what the rules forbid (${method})`),
  ];
}

/** The rules of `suite-config.ts` once more, written by hand: no code of the worker judges itself. */
function apiMay({ path, method, headers }: ReceivedRequest): boolean {
  const { host, 'x-http-method-override': override = method } = headers;
  return (
    /^localhost:\d+$/.test(host ?? '') &&
    /^\/api\/v1(\/(?!admin(\/|$))[\w-]+)*\/?$/.test(path) &&
    !/^\/api\/v1\/admin(\/|$)/i.test(path) &&
    ['GET', 'POST', 'OPTIONS'].includes(method) &&
    override === method
  );
}

function friendMay({ host, target, method }: Recorded): boolean {
  const { pathname } = new URL(target, 'http://localhost');
  const [, folder = ''] = pathname.split('/');
  return host.startsWith('localhost:') && ['data', 'hosted'].includes(folder) && method === 'GET';
}

function parts(seen: unknown): readonly unknown[] {
  return Array.isArray(seen) ? seen : [seen];
}

function nameOf(part: unknown): string {
  const named = typeof part === 'object' && part !== null && 'name' in part;
  return named ? String(part.name) : 'the attacker';
}

function tryOf(target: string): string {
  return new URL(target, 'http://localhost').searchParams.get('try') ?? target;
}
