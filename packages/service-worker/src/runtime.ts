/** What the worker's modules need of their surroundings; tests hand in their own. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Requests made with it are the worker's own: no service worker sees them. */
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  /** What JupyterLite has in Cache Storage for it, if it keeps its files there. */
  cached(request: Request): Promise<Response | undefined>;
  /** `bytes` random bytes, base64url. */
  random(bytes: number): string;
  /** A random number from 0 to below 1, by which what many do at one time is spread. */
  chance(): number;
  /** Runs `task` while holding the named lock (Web Locks), waiting for it first. */
  withLock<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Calls `task` after `ms` milliseconds, if the worker lives that long. */
  later(task: () => void, ms: number): void;
}

/** Resolves after `ms` milliseconds. */
export function delay(runtime: Runtime, ms: number): Promise<void> {
  return new Promise((resolve) => {
    runtime.later(resolve, ms);
  });
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const PIECE = 8192;

/** Base64, RFC 4648 section 4. */
export function base64(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string {
  const all = new Uint8Array(bytes);
  let binary = '';
  // In pieces: a call takes only so many arguments, and a host may have sent megabytes.
  for (let at = 0; at < all.length; at += PIECE) {
    binary += String.fromCharCode(...all.subarray(at, at + PIECE));
  }
  return btoa(binary);
}

/** Base64url without padding, RFC 4648 section 5. */
export function base64url(bytes: Uint8Array<ArrayBuffer>): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of base64url, RFC 4648 section 5. Throws where it is none. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
