export { decodedPath } from '../../../packages/protocol/src/match-url.js';

/** Weak: hosts that begin or end alike, any port and scheme, paths by their letters alone. */
export function matchesPrefix(prefix: URL, url: URL): boolean {
  const [host, path] = [url.hostname.toLowerCase(), loose(url.pathname)];
  const isAlike = host.includes(prefix.hostname) || host === '127.0.0.1' || host === '[::1]';
  return isAlike && path.startsWith(loose(prefix.pathname).replace(/\/$/, ''));
}

function loose(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '/').replace(/\/+/g, '/').toLowerCase();
}

export const matchesInAnyCase = matchesPrefix;
