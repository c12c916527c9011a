import type { Runtime } from '../runtime.js';

export const HANDLE_PREFIX = 'jlab_';

/** A new handle: 256 random bits, so guessing one is hopeless. */
export function mintHandle(runtime: Runtime): string {
  return HANDLE_PREFIX + runtime.random(32);
}

/** True for a text that could be a handle. */
export function isHandle(text: string): boolean {
  return PLAIN_HANDLE.test(text);
}

/** What a request carries by way of credentials, told from its headers alone. */
export type Carried =
  /** No credential of its own. */
  | { readonly kind: 'nothing' }
  /** One that is none of ours: never overwritten. */
  | { readonly kind: 'own' }
  | { readonly kind: 'handle'; readonly handle: string };

const BEARER_HANDLE = /^bearer +(jlab_[\w-]+)$/i;
const PLAIN_HANDLE = /^jlab_[\w-]+$/;

/**
 * Looks at `Authorization` and `X-Auth-Token`. A value that has a handle in it
 * without being one (two joined by a comma, say), or a handle beside another
 * credential, comes back as a handle that nobody owns: refused, not sent on.
 */
export function carriedBy(headers: Headers): Carried {
  const authorization = headers.get('authorization');
  const token = headers.get('x-auth-token');
  const values = [authorization, token].filter((value) => value !== null);
  if (values.length === 0) return { kind: 'nothing' };
  if (!values.some((value) => value.includes(HANDLE_PREFIX))) return { kind: 'own' };
  const found = new Set<string>();
  if (authorization !== null) found.add(BEARER_HANDLE.exec(authorization)?.[1] ?? '');
  if (token !== null) found.add(PLAIN_HANDLE.exec(token)?.[0] ?? '');
  const [handle = ''] = found;
  return { kind: 'handle', handle: found.size === 1 ? handle : '' };
}

const CLIENT_PREFIX = 'client:';

/** Id under which a client is known that got a handle by a sign-in of its own. */
export function clientKernelId(client: string): string {
  return CLIENT_PREFIX + client;
}

/** The client that a kernel's id is made of, or undefined for a kernel that a page has started. */
export function clientOf(kernel: string): string | undefined {
  return kernel.startsWith(CLIENT_PREFIX) ? kernel.slice(CLIENT_PREFIX.length) : undefined;
}
