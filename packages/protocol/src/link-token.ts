const NAME = 'token';

/**
 * A token in a page's URL, `?token=` or `#token=` (among other parameters
 * too), and the URL without it; undefined where there is none. What the URL
 * holds beside it stays as it was written.
 */
export function takeLinkToken(url: URL): { readonly token: string; readonly url: URL } | undefined {
  const query = without(url.search.slice(1));
  const fragment = without(url.hash.slice(1));
  const token = query.token ?? fragment.token;
  if (token === undefined) return undefined;
  const clean = new URL(url);
  clean.search = query.rest;
  clean.hash = fragment.rest;
  return { token, url: clean };
}

function without(parameters: string): { readonly token?: string; readonly rest: string } {
  const pairs = parameters.split('&');
  const isToken = (pair: string) => pair.startsWith(`${NAME}=`);
  const written = pairs.find(isToken)?.slice(NAME.length + 1);
  const rest = pairs.filter((pair) => !isToken(pair)).join('&');
  return { rest, ...(written !== undefined && { token: decoded(written) }) };
}

/** Not as a form is read: `+` is a letter of many tokens. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
