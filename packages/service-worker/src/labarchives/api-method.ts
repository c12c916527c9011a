/** Every method's name; anything else, such as an encoded URL, must not get a signature. */
const METHOD_NAME = /^\w+$/;

/**
 * The name that the signature of a call covers: the last segment of its path
 * that is not empty, with its escapes decoded (`user_access_info` of
 * `…/api/users/user_access_info/`). Undefined where that is no name of a
 * method: the redirect URI of a sign-in is signed in the same place, and a
 * caller must not get one signed as if it were a method.
 */
export function apiMethodOf(url: URL): string | undefined {
  const segment = url.pathname.split('/').findLast((part) => part !== '');
  const name = segment === undefined ? undefined : decoded(segment);
  return name !== undefined && METHOD_NAME.test(name) ? name : undefined;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
