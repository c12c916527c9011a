import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';
import type { Endpoint } from '../capture/find-endpoint.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import type { SessionProvider } from '../providers.js';
import type { Sessions } from '../sessions/sessions.js';
import { jsonResponse } from '../json-response.js';
import type { Runtime } from '../runtime.js';
import { HANDLE_PREFIX, clientKernelId, mintHandle } from '../vault/handles.js';
import type { Session, SignIn } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { waitForChange } from '../vault/wait-for-change.js';
import { acceptTokens, discardTokens } from './accept-tokens.js';
import { idTokenStandIn } from './id-token-stand-in.js';
import { readForm } from './read-form.js';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const DEVICE_PREFIX = `${HANDLE_PREFIX}device_`;
/** A client's request for a code waits this long (ms) for the issuer's. */
const CODE_WAIT_MS = 15_000;

export interface CaptureContext {
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly runtime: Runtime;
}

/**
 * Answers a client in a kernel that runs its own flow against the provider:
 * from the sign-in that the worker has, with handles in place of tokens. The
 * answers are those of RFC 6749 and RFC 8628, so the client needs no change.
 * @param client id of the calling client (a kernel's worker or a page)
 */
export async function answerClient(
  request: Request,
  target: { readonly flow: OidcFlow; readonly endpoint: Endpoint; readonly client: string },
  context: CaptureContext,
): Promise<Response> {
  const { flow, endpoint, client } = target;
  const { provider } = flow;
  const form = await readForm(request);
  if (!form) return oauthError('invalid_request', 'The body is neither a form nor JSON.');
  if (form.get('client_id') !== provider.clientId) {
    return oauthError('invalid_client', `This site signs in as ${provider.clientId} alone.`);
  }
  if (endpoint === 'device-authorization') return giveCode(provider, context);
  switch (form.get('grant_type')) {
    case DEVICE_GRANT:
      return exchangeDeviceCode(form.get('device_code') ?? '', provider, client, context);
    case 'refresh_token':
      return refresh(form.get('refresh_token') ?? '', provider, client, context);
    case 'authorization_code':
      return redeemCode(form, flow, client, context);
    default:
      return oauthError(
        'unsupported_grant_type',
        'This site takes the grants authorization_code, device_code and refresh_token.',
      );
  }
}

/** RFC 8628 section 3.2, with the code that the user sees anyway. */
async function giveCode(provider: SessionProvider, context: CaptureContext): Promise<Response> {
  const { vault, sessions, runtime } = context;
  await sessions.signIn(provider, { force: true, asked: false, method: 'device' });
  const signIn = await waitForChange(vault, runtime, CODE_WAIT_MS, () => {
    const current = vault.signIn(provider.id);
    return current?.phase === 'starting' ? undefined : (current ?? null);
  });
  if (signIn && signIn.method !== 'device') {
    return oauthError(
      'unauthorized_client',
      'This site signs in without a code: run authenticate().',
    );
  }
  if (signIn?.phase !== 'pending' || signIn.expiresAt === undefined) {
    const detail = vault.trouble(provider.id)?.detail;
    return oauthError('temporarily_unavailable', detail ?? 'There is no code to be had now.');
  }
  return jsonResponse({
    device_code: DEVICE_PREFIX + signIn.id,
    user_code: signIn.userCode,
    verification_uri: signIn.verificationUri,
    verification_uri_complete: signIn.verificationUriComplete,
    expires_in: seconds(signIn.expiresAt - runtime.now()),
    interval: seconds(signIn.interval),
  });
}

/** RFC 8628 section 3.5: the worker polls, the client hears how far that is. */
function exchangeDeviceCode(
  deviceCode: string,
  provider: SessionProvider,
  client: string,
  context: CaptureContext,
): Response {
  const { vault } = context;
  const session = vault.session(provider.id);
  if (session?.signIn !== undefined && deviceCode === DEVICE_PREFIX + session.signIn) {
    return tokenAnswer(session, client, context);
  }
  const signIn = vault.signIn(provider.id);
  if (!signIn || deviceCode !== DEVICE_PREFIX + signIn.id) return oauthError('expired_token');
  return oauthError(PHASE_ERRORS[signIn.phase], signIn.trouble?.detail);
}

const PHASE_ERRORS: Readonly<Record<SignIn['phase'], string>> = {
  starting: 'authorization_pending',
  pending: 'authorization_pending',
  denied: 'access_denied',
  expired: 'expired_token',
  failed: 'access_denied',
};

async function refresh(
  handle: string,
  provider: SessionProvider,
  client: string,
  context: CaptureContext,
): Promise<Response> {
  const { vault, sessions } = context;
  const session = vault.session(provider.id);
  if (vault.ownerOf(handle)?.provider !== provider.id || !session)
    return oauthError('invalid_grant');
  const renewed = await sessions.renew(session);
  return renewed ? tokenAnswer(renewed, client, context) : oauthError('invalid_grant');
}

/**
 * RFC 6749 section 4.1.3, for a client that got a code by an authorization
 * request of its own. The tokens stay here; of another user than the one who
 * is signed in they are not taken.
 */
async function redeemCode(
  form: URLSearchParams,
  flow: OidcFlow,
  client: string,
  context: CaptureContext,
): Promise<Response> {
  const { vault, runtime } = context;
  try {
    const wasSignedOut = vault.isSignedOut(flow.provider.id);
    const tokens = await flow.client.redeemClientCode(form);
    if (vault.isSignedOut(flow.provider.id) !== wasSignedOut) {
      discardTokens(tokens, {}, flow);
      return oauthError('invalid_grant', 'The user has signed out meanwhile.');
    }
    const taken = acceptTokens(tokens, { id: runtime.random(9), method: 'client' }, flow);
    const session = vault.session(flow.provider.id);
    if (taken && session) return tokenAnswer(session, client, context);
    return oauthError('invalid_grant', 'Another user is signed in: sign out first.');
  } catch (error) {
    if (error instanceof OAuthError) return oauthError(error.error);
    const detail = error instanceof BridgeError ? error.message : undefined;
    return oauthError('temporarily_unavailable', detail);
  }
}

/** RFC 6749 section 5.1. */
function tokenAnswer(session: Session, client: string, context: CaptureContext): Response {
  const { runtime } = context;
  const handle = handleOf(session.provider, client, context);
  const { expiresAt, scopes, claims } = session;
  return jsonResponse({
    access_token: handle,
    refresh_token: handle,
    token_type: 'Bearer',
    scope: scopes.join(' '),
    ...(expiresAt !== undefined && { expires_in: seconds(expiresAt - runtime.now()) }),
    ...(claims &&
      !isOver(claims, runtime) && { id_token: idTokenStandIn(claims, mintHandle(runtime)) }),
  });
}

/** A client would refuse the whole answer for an ID token that has ended. */
function isOver({ exp }: Readonly<Record<string, unknown>>, runtime: Runtime): boolean {
  return typeof exp === 'number' && exp * 1000 <= runtime.now();
}

/** One handle per client and provider, however often it asks. */
function handleOf(provider: string, client: string, { vault, runtime }: CaptureContext): string {
  const id = clientKernelId(client);
  const known = vault.kernel(id);
  const handle = known?.handles[provider];
  if (handle !== undefined) return handle;
  const minted = mintHandle(runtime);
  const handles = { ...known?.handles, [provider]: minted };
  vault.setKernel({ startedAt: runtime.now(), ...known, id, page: undefined, handles });
  return minted;
}

/** RFC 6749 section 5.2. */
function oauthError(error: string, description?: string): Response {
  return jsonResponse({ error, error_description: description }, 400);
}

function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}
