/** A URL as it is compared with others: read once, compared often. */
export interface Address {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The path's, decoded, one character for each byte, without the empty one of a slash at the end. */
  readonly segments: readonly string[];
  /** The same in lower case: to some servers `/API/x` is `/api/x`. */
  readonly folded: readonly string[];
}

/**
 * A web URL's address. Undefined where it has a user name or a password, or a path
 * that servers are known to read in more than one way: nothing covers it, so no
 * credential goes with it.
 */
export function readAddress(url: URL): Address | undefined {
  const { protocol, host, username, password, pathname } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  if (username !== '' || password !== '') return undefined;
  const segments = readSegments(pathname);
  // Not `URL.origin`: that of a blob: URL is the origin inside it.
  const origin = `${protocol}//${host}`;
  return segments && { origin, segments, folded: segments.map((each) => each.toLowerCase()) };
}

/** `other-case`: it would be covered but for the case of letters. */
export type Coverage = 'covered' | 'other-case' | undefined;

/**
 * Whether an address lies at or beneath a rule's prefix: same scheme, host and
 * port, and the prefix's path segments first (`/api` and `/api/` both take
 * `/api` and `/api/x`, never `/apix`). Escapes are compared decoded, so that
 * `/%61pi` cannot walk around a rule that denies `/api`. Allocates nothing.
 */
export function coverage(prefix: Address, address: Address): Coverage {
  if (prefix.origin !== address.origin) return undefined;
  let found: Coverage = 'covered';
  for (let i = 0; i < prefix.segments.length; i += 1) {
    if (prefix.folded[i] !== address.folded[i]) return undefined;
    if (prefix.segments[i] !== address.segments[i]) found = 'other-case';
  }
  return found;
}

/**
 * A URL's path as it is compared: decoded, one character for each byte;
 * `undefined` where it is ambiguous.
 */
export function decodedPath({ pathname }: URL): string | undefined {
  const segments = readSegments(pathname);
  if (!segments) return undefined;
  const end = segments.length > 0 && pathname.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

/** Decoded path segments, without the empty one of a slash at the end; `undefined`: ambiguous. */
function readSegments(pathname: string): string[] | undefined {
  if (/%(?![0-9a-f]{2})/i.test(pathname)) return undefined;
  const raw = pathname.split('/').slice(1);
  if (raw.at(-1) === '') raw.pop();
  const segments = raw.map(decodeOnce);
  return segments.some(isAmbiguous) ? undefined : segments;
}

/** Decodes `%xx` once, byte by byte: two texts are equal here exactly when their bytes are. */
export function decodeOnce(segment: string): string {
  return segment.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const AMBIGUOUS: readonly RegExp[] = [
  // Some servers merge slashes: /api//admin is then /api/admin.
  /^$/,
  /^\.\.?$/,
  // Encoded separators, which some servers decode before they split the path.
  /[/\\]/,
  // Path parameters: some servers cut them off, and /api/..;/ is then /.
  /;/,
  // Encoded twice: a proxy and the server behind it may each decode once.
  /%[0-9a-f]{2}/i,
  // eslint-disable-next-line no-control-regex -- some servers cut the path at a NUL or a line break
  /[\0-\x1f\x7f]/,
];

function isAmbiguous(segment: string): boolean {
  return AMBIGUOUS.some((pattern) => pattern.test(segment));
}
