import { html, redirect } from '../server/index.js';
import type { Answer, Received } from '../server/index.js';
import type { Context } from './context.js';
import { endpoint } from './endpoint.js';

/** An S256 challenge, RFC 7636 section 4.2. */
const CHALLENGE = /^[\w-]{43}$/;

/** The authorization endpoint, RFC 6749 section 4.1.1: it asks nobody and answers at once. */
export function authorizeEndpoint(context: Context): Answer {
  return endpoint(['GET', 'POST'], (received) => authorize(received, context));
}

/** Sends the browser back with an error instead of a code, RFC 6749 section 4.1.2.1. */
export function authorizationRefusal(context: Context, error: string): Answer {
  return endpoint(['GET', 'POST'], (received) => {
    const asked = parametersOf(received);
    return unusable(asked, context) ?? sendBack(asked, { error }, context);
  });
}

function authorize(received: Received, context: Context): Answer {
  const asked = parametersOf(received);
  const bad = unusable(asked, context);
  if (bad) return bad;
  const error = errorOf(asked, context);
  if (error !== undefined) return sendBack(asked, { error }, context);
  const { users } = context;
  const user = (asked.get('prompt') === 'none' ? users.signedIn : undefined) ?? users.chosen;
  users.signedIn = user;
  const [nonce, jkt] = [asked.get('nonce'), asked.get('dpop_jkt')];
  const code = context.codes.add({
    user,
    scope: asked.get('scope') ?? context.settings.scope,
    redirectUri: asked.get('redirect_uri') ?? '',
    challenge: asked.get('code_challenge') ?? '',
    ...(nonce !== null && { nonce }),
    ...(jkt !== null && { jkt }),
  });
  return sendBack(asked, { code }, context);
}

const parametersOf = ({ method, query, form }: Received) => (method === 'POST' ? form : query);

/** A page instead of a redirect where it is not known that the client asks: no open redirector. */
function unusable(asked: URLSearchParams, { settings }: Context): Answer | undefined {
  const redirectUri = asked.get('redirect_uri') ?? '';
  if (asked.get('client_id') !== settings.clientId) return html(400, 'client_id is unknown');
  const allowed = settings.redirectUris?.includes(redirectUri) ?? URL.canParse(redirectUri);
  return allowed ? undefined : html(400, 'redirect_uri is not allowed');
}

function errorOf(asked: URLSearchParams, { users }: Context): string | undefined {
  if (asked.get('response_type') !== 'code') return 'unsupported_response_type';
  const challenged = CHALLENGE.test(asked.get('code_challenge') ?? '');
  if (!challenged || asked.get('code_challenge_method') !== 'S256') return 'invalid_request';
  if (!['query', 'fragment'].includes(asked.get('response_mode') ?? 'query')) {
    return 'invalid_request';
  }
  return asked.get('prompt') === 'none' && !users.signedIn ? 'login_required' : undefined;
}

function sendBack(
  asked: URLSearchParams,
  answer: Readonly<Record<string, string>>,
  { settings, issuer }: Context,
): Answer {
  const target = new URL(asked.get('redirect_uri') ?? '');
  const state = asked.get('state');
  const parameters = {
    ...answer,
    ...(state !== null && { state }),
    ...(settings.issParameter && { iss: issuer }),
  };
  if (asked.get('response_mode') === 'fragment') {
    target.hash = new URLSearchParams(parameters).toString();
  } else {
    for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  }
  return redirect(target.href, 303);
}
