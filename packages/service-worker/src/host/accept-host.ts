import type { Json, ParsedHostSession } from '@jupyterlite-auth-bridge/protocol';
import type { SessionProvider } from '../providers.js';
import type { Runtime } from '../runtime.js';
import { renewalTimes } from '../sessions/renewal-times.js';
import type { Sessions } from '../sessions/sessions.js';
import { listOf } from '../rules/grants.js';
import { userFromName } from '../user/user-from-claims.js';
import type { Credential, Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import type { HostView } from './host-channel.js';
import { readHostData } from './host-data.js';

export interface AcceptContext {
  readonly vault: Vault;
  readonly sessions: Pick<Sessions, 'hostProvider'>;
  readonly runtime: Pick<Runtime, 'now' | 'chance'>;
  /** The session came from the host: profiles may want to know more about the user. */
  readonly signedIn: (session: Session) => void;
}

/**
 * Takes what a host sent by message, as platforms do without the SDK: data and
 * credential in one. Throws a BridgeError `host-data-invalid`, and has taken
 * nothing then.
 */
export function acceptLegacyData(payload: unknown, page: string, context: AcceptContext): void {
  const { credential, data, roles } = readHostData(payload);
  context.vault.setHostData(page, data);
  const provider = acceptingProvider(context);
  if (provider && credential) takeSession({ credential, roles }, provider, context);
}

/** Takes a session that a host gave over its port. */
export function acceptHostSession(given: ParsedHostSession, context: AcceptContext): void {
  const provider = acceptingProvider(context);
  if (!provider) return;
  const { user, expiresAt } = given;
  const roles = listOf(user?.roles);
  const credential = credentialOf(given, provider);
  takeSession({ credential, user, roles, expiresAt }, provider, context);
}

/**
 * Keeps what a host wants its page's kernels to see: its data, and of an
 * account's session what Mat3ra's packages know as `apiConfig`. The credential of
 * this session, or of one before, is nowhere in it. Throws a BridgeError `host-data-invalid`.
 */
export function keepHostData(
  { data, session, earlier = [] }: HostView,
  page: string,
  vault: Vault,
): void {
  const apiConfig = session && apiConfigOf(session);
  if (!data && !apiConfig) return;
  const tokens = session && 'accessToken' in session ? [...earlier, session.accessToken] : earlier;
  const payload = { ...data, ...(apiConfig && { apiConfig }) };
  vault.setHostData(page, readHostData(payload, tokens).data);
}

/** The provider that the host's credential is for. After the user's sign-out it is taken again when the user asks. */
function acceptingProvider({ vault, sessions }: AcceptContext): SessionProvider | undefined {
  const provider = sessions.hostProvider();
  return provider && !vault.isSignedOut(provider.id) ? provider : undefined;
}

interface Given {
  readonly credential: Credential;
  readonly user?: ParsedHostSession['user'] | undefined;
  readonly roles: readonly string[];
  readonly expiresAt?: number | undefined;
}

function takeSession(
  { credential, user, roles, expiresAt }: Given,
  { id, label }: SessionProvider,
  { vault, runtime, signedIn }: AcceptContext,
): void {
  const known = vault.session(id);
  const username = user?.username ?? accountOf(credential) ?? label;
  const same = known?.via === 'host' && isOf(known, credential, username);
  const session: Session = {
    provider: id,
    via: 'host',
    credential,
    user: same ? known.user : userFromName(username, user?.name),
    scopes: [],
    roles,
    ...(expiresAt !== undefined && renewalTimes(expiresAt, runtime)),
  };
  if (same) vault.renewSession(session);
  else vault.setSession(session);
  if (!same) signedIn(session);
}

/** True for the same user: a name that was learned since is kept then. */
function isOf(known: Session, credential: Credential, username: string): boolean {
  const [before, after] = [accountOf(known.credential), accountOf(credential)];
  return before === after && (after !== undefined || known.user.username === username);
}

function accountOf(credential: Credential): string | undefined {
  return credential.kind === 'header-pair' ? credential.accountId : undefined;
}

function credentialOf(given: ParsedHostSession, provider: SessionProvider): Credential {
  if ('authToken' in given) {
    const { accountId, authToken } = given;
    return { kind: 'header-pair', accountId, authToken };
  }
  const { accessToken } = given;
  return provider.type === 'token'
    ? { kind: 'header', authorization: `${provider.scheme} ${accessToken}` }
    : { kind: 'bearer', accessToken };
}

function apiConfigOf(session: ParsedHostSession): Json | undefined {
  if (!('authToken' in session)) return undefined;
  const { accountId, authToken, organizationId, clusters } = session;
  return {
    accountId,
    authToken,
    ...(organizationId !== undefined && { organizationId }),
    ...(clusters && { clusters }),
  };
}
