import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type {
  AuthConfig,
  BridgeState,
  HeldCallState,
  InteractiveMethod,
  JsonObject,
  KernelState,
  ProviderState,
  QuestionState,
  SessionState,
  SignInState,
  Trouble,
} from '@jupyterlite-auth-bridge/protocol';
import { jsonFromClone } from '../host/json-from-clone.js';
import { sessionProviders } from '../providers.js';
import type { SessionProvider } from '../providers.js';
import { clientOf } from './handles.js';
import type { Line, Question } from './questions.js';
import type { Claims, DatedTrouble, Kernel, Session, SignIn } from './types.js';
import type { Vault } from './vault.js';

/**
 * What pages may know. Built field by field: a new secret field of the vault stays inside.
 * @param page client id of the page that reads it
 */
export function bridgeState(
  vault: Vault,
  config: AuthConfig,
  build: string,
  page: string,
): BridgeState {
  const providers = sessionProviders(config);
  const { boot, changeCount: changes } = vault;
  const questions = vault.questions.list();
  return {
    build,
    boot,
    changes,
    providers: providers.map((provider) => providerState(vault, provider)),
    kernels: kernelStates(vault, page),
    ...(questions.length > 0 && {
      questions: questions.map((question) => questionState(question, config)),
    }),
  };
}

/** A client that is known to be a kernel's is shown with the kernel. */
function kernelStates(vault: Vault, page: string): readonly KernelState[] {
  return vault
    .allKernels()
    .filter(({ id }) => (vault.kernelOfClient(clientOf(id) ?? '') ?? id) === id)
    .map((kernel) => kernelState(kernel, page));
}

function kernelState(
  { id, page: owner, notebook, startedAt, revoked = false }: Kernel,
  page: string,
): KernelState {
  return {
    id,
    place: owner === undefined ? 'client' : owner === page ? 'here' : 'elsewhere',
    revoked,
    ...(notebook !== undefined && { notebook }),
    ...(startedAt !== undefined && { startedAt }),
  };
}

function questionState({ id, about, lines }: Question, config: AuthConfig): QuestionState {
  const { provider, rule, kernel } = about;
  const { url = '', methods } = config.apis[rule] ?? {};
  return {
    id,
    label: config.providers[provider]?.label ?? provider,
    rule: { index: rule, url, ...(methods && { methods }) },
    ...(kernel !== undefined && { kernel }),
    calls: lines.map(callState),
  };
}

function callState({ method, url, waiting }: Line): HeldCallState {
  return { method, url, count: waiting.size };
}

export function providerState(vault: Vault, provider: SessionProvider): ProviderState {
  const session = vault.session(provider.id);
  const signIn = vault.signIn(provider.id);
  const trouble = vault.trouble(provider.id);
  const shown = signIn && signInState(signIn, provider);
  const signingIn = shown?.phase === 'starting' || shown?.phase === 'pending';
  return {
    id: provider.id,
    label: provider.label,
    type: provider.type,
    status: session ? 'signed-in' : signingIn ? 'signing-in' : 'signed-out',
    ...(session && { session: sessionState(session) }),
    ...(shown && { signIn: shown }),
    ...(trouble && { trouble: plain(trouble) }),
  };
}

/** Whether a new token can be had without the user. */
export function isRenewable({ via, credential }: Session): boolean {
  return via === 'host' || (credential.kind === 'bearer' && !!credential.refreshToken);
}

function sessionState(session: Session): SessionState {
  const { user, via, scopes, issuedAt, expiresAt, claims, tokenClaims } = session;
  return {
    user,
    via,
    scopes,
    renewable: isRenewable(session),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(claims && { claims: plainClaims(claims) }),
    ...(tokenClaims && { tokenClaims: plainClaims(tokenClaims) }),
  };
}

function plainClaims(claims: Claims): JsonObject {
  const value = jsonFromClone(claims);
  return isRecord(value) ? value : {};
}

/** A sign-in that asks nothing of the user is not shown. */
function signInState(signIn: SignIn, provider: SessionProvider): SignInState | undefined {
  const { id, method, phase, userCode, verificationUri, verificationUriComplete, expiresAt } =
    signIn;
  if (method === 'silent') return undefined;
  return {
    id,
    method,
    others: interactiveMethods(provider).filter((other) => other !== method),
    phase,
    ...(userCode !== undefined && { userCode }),
    ...(verificationUri !== undefined && { verificationUri }),
    ...(verificationUriComplete !== undefined && { verificationUriComplete }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(signIn.trouble && { trouble: plain(signIn.trouble) }),
  };
}

function plain({ code, detail }: DatedTrouble): Trouble {
  return { code, detail };
}

/** The methods of `signIn` that the user takes part in, in its order. */
export function interactiveMethods(provider: SessionProvider): readonly InteractiveMethod[] {
  return provider.signIn.filter((method): method is InteractiveMethod => method !== 'host');
}
