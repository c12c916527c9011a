/**
 * Whether a URL lies at or beneath a rule's prefix: same scheme, host and
 * port, and the prefix's path segments first (`/api` and `/api/` both take
 * `/api` and `/api/x`, never `/apix`). Escapes are compared decoded, so that
 * `/%61pi` cannot walk around a rule that denies `/api`.
 *
 * A path that servers are known to read in more than one way matches nothing:
 * then no credential goes with it.
 */
export function matchesPrefix(prefix: URL, url: URL): boolean {
  return matches(prefix, url, (segment) => segment);
}

/** As `matchesPrefix`, but for the case of ASCII letters: to some servers `/API/x` is `/api/x`. */
export function matchesInAnyCase(prefix: URL, url: URL): boolean {
  return matches(prefix, url, (segment) => segment.toLowerCase());
}

function matches(prefix: URL, url: URL, read: (segment: string) => string): boolean {
  if (!isSameOrigin(prefix, url)) return false;
  const start = readSegments(prefix.pathname)?.map(read);
  const segments = readSegments(url.pathname)?.map(read);
  return (
    start !== undefined &&
    segments !== undefined &&
    start.every((segment, i) => segment === segments[i])
  );
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

/** Not `URL.origin`: that of a blob: URL is the origin inside it. */
function isSameOrigin(prefix: URL, url: URL): boolean {
  return (
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.protocol === prefix.protocol &&
    url.host === prefix.host &&
    url.username === '' &&
    url.password === ''
  );
}

/** Decoded path segments, without the empty one of a slash at the end; `undefined`: ambiguous. */
function readSegments(pathname: string): string[] | undefined {
  if (/%(?![0-9a-f]{2})/i.test(pathname)) return undefined;
  const raw = pathname.split('/').slice(1);
  if (raw.at(-1) === '') raw.pop();
  const segments = raw.map(decodeOnce);
  return segments.some(isAmbiguous) ? undefined : segments;
}

/** Byte by byte: two paths are equal here exactly when their bytes are. */
function decodeOnce(segment: string): string {
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
