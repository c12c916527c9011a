/** Parameter of a URL's fragment: a host's one-time code. */
const NAME = 'auth-bridge-code';
const LONGEST = 2_000;

/** The URL with a host's one-time code in its fragment, which no server ever sees. */
export function addLaunchCode(url: string, code: string): string {
  const target = new URL(url);
  const rest = target.hash.slice(1);
  target.hash = `${rest === '' ? '' : `${rest}&`}${NAME}=${encodeURIComponent(code)}`;
  return target.href;
}

/**
 * A host's one-time code in a URL's fragment, and the URL without it;
 * undefined where there is none. What the fragment holds beside it stays as it
 * was written.
 */
export function takeLaunchCode(url: URL): { readonly code: string; readonly url: URL } | undefined {
  const pairs = url.hash.slice(1).split('&');
  const isCode = (pair: string) => pair.startsWith(`${NAME}=`);
  const code = decoded(pairs.find(isCode)?.slice(NAME.length + 1));
  if (code === undefined) return undefined;
  const clean = new URL(url);
  clean.hash = pairs.filter((pair) => !isCode(pair)).join('&');
  return { code, url: clean };
}

/** Undefined for what no platform gives out. */
function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || text.length > LONGEST) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
