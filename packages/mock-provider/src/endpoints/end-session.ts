import { compactVerify, decodeProtectedHeader, errors } from 'jose';
import { html, redirect } from '../server/index.js';
import type { Answer, Received } from '../server/index.js';
import type { KeyRing } from '../tokens/key-ring.js';
import type { Context } from './context.js';
import { endpoint } from './endpoint.js';

/** The logout endpoint, OpenID Connect RP-Initiated Logout 1.0: asks nobody, keeps the tokens. */
export function endSessionEndpoint(context: Context): Answer {
  return endpoint(['GET', 'POST'], (received) => endSession(received, context));
}

async function endSession(received: Received, context: Context): Promise<Answer> {
  const { settings, users, keys } = context;
  const asked = received.method === 'POST' ? received.form : received.query;
  const hint = asked.get('id_token_hint');
  if (hint !== null && !(await isOurs(hint, keys))) return html(400, 'id_token_hint is not ours');
  const target = asked.get('post_logout_redirect_uri');
  if (target !== null) {
    const allowed = settings.postLogoutRedirectUris?.includes(target) ?? URL.canParse(target);
    if (!allowed) return html(400, 'post_logout_redirect_uri is not allowed');
    const named = hint !== null || asked.get('client_id') === settings.clientId;
    if (!named) return html(400, 'neither id_token_hint nor client_id says which client asks');
  }
  users.signedIn = undefined;
  if (target === null) return html(200, 'You are signed out.');
  const url = new URL(target);
  const state = asked.get('state');
  if (state !== null) url.searchParams.set('state', state);
  return redirect(url.href, 303);
}

/** An ID token of this provider, ended or not; by any key that it ever had. */
async function isOurs(token: string, keys: KeyRing): Promise<boolean> {
  try {
    const { kid } = decodeProtectedHeader(token);
    const key = (await keys.all()).find((each) => each.kid === kid);
    if (key) await compactVerify(token, key.publicKey, { algorithms: [key.alg] });
    return key !== undefined;
  } catch (error) {
    // decodeProtectedHeader throws a TypeError for what is no token at all.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}
