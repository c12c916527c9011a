import { BridgeError, PROTOCOL_VERSION } from '@jupyterlite-auth-bridge/protocol';
import type {
  AuthConfig,
  KernelValues,
  PageReplies,
  PageRequestType,
} from '@jupyterlite-auth-bridge/protocol';
import type { ActivityLog } from '../activity/activity-log.js';
import type { Sessions } from '../sessions/sessions.js';
import { acceptLegacyData } from '../host/accept-host.js';
import { requireClaim } from '../host/require-claim.js';
import { kernelValues } from '../kernel/kernel-values.js';
import type { Runtime } from '../runtime.js';
import { isFormFlow, isOnItsWay, signInIsOver } from '../flows/flow.js';
import { sessionProviders } from '../providers.js';
import type { SessionProvider } from '../providers.js';
import { isHandle, mintHandle } from '../vault/handles.js';
import { bridgeState } from '../vault/public-state.js';
import type { Kernel, Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import type { ParsedRequest, PortlessRequest } from './parse-page-request.js';

export interface PageContext {
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly config: AuthConfig;
  readonly runtime: Runtime;
  readonly build: string;
  readonly kernelEndpoint: string;
  readonly activity: ActivityLog;
  /** Resolves when the keeper has what the vault has now, or does not answer. */
  readonly commit: () => Promise<void>;
  /** Exchanges a one-time code of a host. */
  readonly useCode: (code: string, url: URL) => Promise<void>;
  /** The session came from the host: profiles may want to know more about the user. */
  readonly signedIn: (session: Session) => void;
}

/**
 * Answers one request of a page. Rejects with a BridgeError, which goes back
 * to the page by its code.
 * @param page client id of the sender
 */
export async function answerPage(
  request: PortlessRequest,
  page: string,
  context: PageContext,
): Promise<PageReplies[PageRequestType]> {
  const { vault, sessions } = context;
  switch (request.type) {
    case 'auth-bridge:hello':
      checkVersion(request.version);
      vault.setHostPresent(page, request.host);
      if (!request.host) greetSilently(context);
      return { version: PROTOCOL_VERSION, config: pageConfig(context), ...state(context, page) };
    case 'auth-bridge:get-state':
      return state(context, page);
    case 'auth-bridge:answer-call':
      vault.questions.answer(request.id, request.answer, context.runtime.now());
      return state(context, page);
    case 'auth-bridge:host-present':
      vault.setHostPresent(page, request.present);
      return state(context, page);
    case 'auth-bridge:sign-in':
      await sessions.signIn(providerOf(request, context), request);
      return state(context, page);
    case 'auth-bridge:use-token':
      await sessions.useLinkToken(request.token);
      return state(context, page);
    case 'auth-bridge:use-code':
      await context.useCode(request.code, new URL(request.url));
      return state(context, page);
    case 'auth-bridge:submit-form':
      return { next: await submitForm(request, context) };
    case 'auth-bridge:cancel-sign-in':
      sessions.cancelSignIn(providerOf(request, context));
      return state(context, page);
    case 'auth-bridge:sign-out':
      await sessions.signOut(providerOf(request, context));
      return state(context, page);
    case 'auth-bridge:host-data':
      takeHostData(request, page, context);
      return state(context, page);
    case 'auth-bridge:claim-host':
      requireClaim(vault, page, request.key);
      return {};
    case 'auth-bridge:kernel-started':
      return { values: startKernel(request, page, context) };
    case 'auth-bridge:kernel-stopped':
      if (vault.kernel(request.kernel)?.page === page) vault.removeKernel(request.kernel);
      return {};
    case 'auth-bridge:get-kernel-values':
      return { values: valuesOf(request.kernel, page, context) };
    case 'auth-bridge:kernel-named':
      if (vault.kernel(request.kernel)?.page === page) {
        vault.nameKernel(request.kernel, request.notebook);
      }
      return {};
    case 'auth-bridge:revoke-kernel':
      vault.revokeKernel(request.kernel);
      await context.commit();
      return state(context, page);
    case 'auth-bridge:get-activity':
      return context.activity.since(request.after);
  }
}

/** Other messages than these would be misread, so nothing else is said. */
function checkVersion(version: number): void {
  if (version === PROTOCOL_VERSION) return;
  throw new BridgeError(
    'version-mismatch',
    "This page and this site's service worker are of different versions. Save your work and reload the page.",
  );
}

function state({ vault, config, build }: PageContext, page: string) {
  return { state: bridgeState(vault, config, build, page) };
}

function pageConfig({ config }: PageContext) {
  return { hostOrigins: config.host?.origins ?? [], sealed: config.kernel.sealed };
}

function providerOf(
  request: { readonly provider?: string },
  context: PageContext,
): SessionProvider {
  const { sessions } = context;
  const provider =
    request.provider === undefined
      ? sessions.defaultProvider()
      : sessions.provider(request.provider);
  if (provider) return provider;
  throw new BridgeError('provider-unknown', "This site's auth.json has no such provider.");
}

/** Who is signed in at the issuer already is signed in here without a click, where the issuer says so at once. */
function greetSilently({ config, sessions }: PageContext): void {
  for (const provider of sessionProviders(config)) void sessions.signInSilently(provider);
}

/** Rejects with a BridgeError whose message the form shows. */
async function submitForm(
  request: Extract<ParsedRequest, { type: 'auth-bridge:submit-form' }>,
  { vault, sessions }: PageContext,
): Promise<string> {
  const flow = sessions.flow(request.provider);
  const isOpen = isOnItsWay(vault, request.provider, request.signIn);
  if (!flow || !isFormFlow(flow) || !isOpen) throw signInIsOver();
  return flow.submit(request.signIn, request.values);
}

function takeHostData(
  { payload, key }: Extract<ParsedRequest, { type: 'auth-bridge:host-data' }>,
  page: string,
  context: PageContext,
): void {
  const { vault, config } = context;
  if (!config.host)
    throw new BridgeError('message-refused', 'This site takes no data from a host.');
  requireClaim(vault, page, key);
  acceptLegacyData(payload, page, context);
}

/** A kernel that runs already keeps its handle, so that a call which is on its way with it is known. */
function startKernel(
  {
    kernel: id,
    handle,
    revoked = false,
  }: Extract<ParsedRequest, { type: 'auth-bridge:kernel-started' }>,
  page: string,
  context: PageContext,
): KernelValues {
  const { vault, config, runtime, sessions } = context;
  const known = vault.kernel(id);
  if (known && known.page !== page) throw foreignKernel();
  const isRunning = handle !== undefined;
  if (known && isRunning) return valuesOf(id, page, context);
  if (known) vault.removeKernel(id); // started anew: what was said of it holds no longer
  const providers = sessionProviders(config);
  const handles = Object.fromEntries(providers.map((each) => [each.id, mintHandle(runtime)]));
  const provider = sessions.defaultProvider()?.id;
  if (
    isRunning &&
    provider !== undefined &&
    isHandle(handle) &&
    vault.kernelOfHandle(handle) === undefined
  ) {
    handles[provider] = handle;
  }
  const kernel: Kernel = {
    ...{ id, page, handles },
    // One that runs already has done so for longer than is known here.
    ...(isRunning ? { revoked } : { startedAt: runtime.now() }),
  };
  vault.setKernel(kernel);
  return valuesOf(id, page, context);
}

function valuesOf(id: string, page: string, context: PageContext): KernelValues {
  const { vault, config, sessions, kernelEndpoint } = context;
  const kernel = vault.kernel(id);
  if (kernel?.page !== page) throw foreignKernel();
  const provider = sessions.defaultProvider()?.id;
  return kernelValues(kernel, provider, { vault, config, endpoint: kernelEndpoint });
}

function foreignKernel(): BridgeError {
  return new BridgeError('message-refused', 'This kernel was not started by this page.');
}
