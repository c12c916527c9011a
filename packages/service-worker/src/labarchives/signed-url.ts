import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { apiMethodOf } from './api-method.js';
import { sign } from './sign.js';
import type { AccessKey } from './sign.js';

/** How far ahead `expires` of a call lies (ms): as in labapi, 60 s. */
export const CALL_LIFE_MS = 60_000;
/** How far ahead `expires` of a sign-in page lies (ms): as in labapi, 5 min. */
export const SIGN_IN_LIFE_MS = 5 * 60_000;

const SIGNATURE_PARAMETERS = ['akid', 'expires', 'sig'];

/**
 * The call with a signature of its own at the end of its query. Every `akid`,
 * `expires` and `sig` that the caller put there is taken away (a client in a
 * kernel signs with stand-ins); the rest of the query stays as it was written.
 *
 * `expires` is, as in labapi 1.2, the end of the signature's validity: `now`
 * plus 60 s. (LabArchives' own guide wants the present time there and allows
 * some minutes about it; 60 s ahead satisfies both readings.) The browser's
 * clock must be right to about a minute.
 * @param now ms since the epoch
 * @param set parameters that the call gets, whatever the caller sent under
 *   their names; `uid`, for instance, so that the call is the signed-in user's
 * @throws BridgeError `endpoint-unknown` where the path ends in no method's name
 */
export async function signedUrl(
  url: URL | string,
  key: AccessKey,
  now: number,
  set: Readonly<Record<string, string>> = {},
): Promise<URL> {
  const target = new URL(url);
  const method = apiMethodOf(target);
  if (method === undefined) {
    throw new BridgeError(
      'endpoint-unknown',
      'The path of a call to LabArchives ends in the name of a method, such as users/user_access_info: check the URL.',
    );
  }
  return withSignature(target, key, method, now + CALL_LIFE_MS, set);
}

/**
 * Where the user signs in: LabArchives then sends the browser to
 * `redirectUri`, with `email` and `auth_code` added (`readSignInCallback`).
 * Signed with the redirect URI in the method's place, good for 5 min.
 *
 * LabArchives knows no `state`: the redirect URI itself has to carry something
 * that cannot be guessed, best as a segment of its path, as labapi does it.
 * @param base of the API, such as `https://api.labarchives.com`; its query is ignored
 * @param now ms since the epoch
 */
export function signInUrl(
  base: URL | string,
  key: AccessKey,
  redirectUri: string,
  now: number,
): Promise<URL> {
  const target = under(base, 'api_user_login');
  return withSignature(target, key, redirectUri, now + SIGN_IN_LIFE_MS, {
    redirect_uri: redirectUri,
  });
}

/**
 * The call that turns what a sign-in yielded, or what the user typed in, into
 * the user's id and notebooks (`readUserAccessInfo` reads its answer).
 * The URL holds the code: it is for `fetch` in the worker alone.
 * @param user.code `auth_code` of the callback, or a one-hour code
 * @param now ms since the epoch
 */
export function userAccessInfoUrl(
  base: URL | string,
  key: AccessKey,
  user: { readonly email: string; readonly code: string },
  now: number,
): Promise<URL> {
  return signedUrl(under(base, 'api/users/user_access_info'), key, now, {
    login_or_email: user.email,
    password: user.code,
  });
}

/** A path beneath the base, which may end in a slash or not. */
function under(base: URL | string, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  url.search = '';
  return url;
}

async function withSignature(
  target: URL,
  key: AccessKey,
  method: string,
  expires: number,
  set: Readonly<Record<string, string>>,
): Promise<URL> {
  const url = new URL(target);
  const own = new URLSearchParams({
    ...set,
    akid: key.accessKeyId,
    expires: String(expires),
    sig: await sign({ ...key, method, expires }),
  });
  const taken = new Set([...SIGNATURE_PARAMETERS, ...Object.keys(set)]);
  // Pair by pair: URLSearchParams would write the caller's other parameters anew.
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !taken.has(nameOf(pair)));
  url.search = [...kept, own.toString()].join('&');
  url.hash = '';
  return url;
}

/** `uid` also of `uid[]=…` and `uid[x]=…`, which LabArchives' framework reads as parts of `uid`. */
function nameOf(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys();
  return name.replace(/\[.*$/s, '');
}
