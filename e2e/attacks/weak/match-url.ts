import type { Address } from '../../../packages/protocol/src/match-url.js';

export { decodedPath, decodeOnce } from '../../../packages/protocol/src/match-url.js';

/** Weak: of any port and scheme, with a user name or without, however ambiguous its path is. */
export function readAddress({ hostname, pathname }: URL): Address {
  const path = loose(pathname);
  return { origin: hostname.toLowerCase(), segments: [path], folded: [path] };
}

/** Weak: hosts that begin or end alike, paths by their letters alone. */
export function coverage(prefix: Address, { origin: host, segments: [path = ''] }: Address) {
  const isAlike = host.includes(prefix.origin) || host === '127.0.0.1' || host === '[::1]';
  const [start = ''] = prefix.segments;
  return isAlike && path.startsWith(start.replace(/\/$/, '')) ? 'covered' : undefined;
}

function loose(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '/').replace(/\/+/g, '/').toLowerCase();
}
