import type { InteractiveMethod, OidcProvider, User } from '@jupyterlite-auth-bridge/protocol';
import { describeError } from '../failure.js';
import type { OAuthClient } from '../oauth/oauth-client.js';
import { interactiveMethods } from '../vault/public-state.js';
import type { DpopKey, Metadata, Session, SignIn } from '../vault/types.js';
import { startElsewhere } from './flow.js';
import type { Flow, FlowContext } from './flow.js';
import { ProviderMetadata } from './provider-metadata.js';
import type { Endpoints } from './provider-metadata.js';

/** How long the issuer may take without the user (ms). */
const SILENT_MS = 8_000;

/** Device flow, authorization code with PKCE and its silent form, refresh: what a start needs; the rest is in `src/oauth`. */
export class OidcFlow implements Flow {
  private readonly metadata: ProviderMetadata;
  private made: OAuthClient | undefined;
  private readonly learning = new WeakMap<User, Promise<void>>();

  constructor(
    readonly provider: OidcProvider,
    readonly context: FlowContext,
  ) {
    const { vault, runtime } = context;
    const store = {
      get: () => vault.providerMetadata(provider.id),
      set: (metadata: Metadata) => vault.setProviderMetadata(provider.id, metadata),
    };
    const discover = async () => this.client.discover();
    this.metadata = new ProviderMetadata(provider, store, runtime, discover);
  }

  /** Its exchanges; throws a BridgeError where the script for them cannot be had. */
  get client(): OAuthClient {
    this.made ??= new (this.context.oauth().OAuthClient)(this.provider, this.metadata);
    return this.made;
  }

  /** The endpoints as far as they are known without asking. */
  get knownEndpoints(): Endpoints | undefined {
    return this.metadata.known;
  }

  /** Rejects with a BridgeError where the issuer has to be asked, and cannot be. */
  endpoints(): Promise<Endpoints> {
    return this.metadata.endpoints();
  }

  async firstMethod(): Promise<InteractiveMethod | undefined> {
    const methods = interactiveMethods(this.provider);
    if (methods[0] === 'device') return 'device';
    // A frame's window may be in another storage partition: it is what is left where there is no code.
    const canAuthorize =
      (await this.context.hasTopLevelPage()) && (await this.hasAuthorizationPage());
    return methods.find((method) => method === 'device' || canAuthorize) ?? (methods[0] && 'popup');
  }

  async start(method: InteractiveMethod): Promise<void> {
    try {
      // Here, where the notebook can say why it is not to be had: the issuer's page needs it next.
      const { startDeviceFlow } = this.context.oauth();
      const dpopKey = await this.newKey();
      if (method === 'device') await startDeviceFlow(this, dpopKey);
      // The user opens the issuer's page by a click; `answerStart` goes on from there.
      else startElsewhere(this.provider.id, method, this.context, { dpopKey });
    } catch (error) {
      this.endSignIn(error);
    }
  }

  async poll(): Promise<void> {
    const signIn = this.context.vault.signIn(this.provider.id);
    if (signIn?.phase !== 'pending' || signIn.method !== 'device') return;
    try {
      await this.context.oauth().pollDeviceFlow(this, signIn);
    } catch (error) {
      this.endSignIn(error);
    }
  }

  async startSilently(): Promise<string | undefined> {
    const { vault, own } = this.context;
    const { id: provider, signIn } = this.provider;
    if (!signIn.includes('popup') && !signIn.includes('redirect')) return undefined;
    if ((await this.endpointsIfKnown())?.authorization === undefined) return undefined;
    const dpopKey = await this.newKey();
    // A sign-in that the user takes part in has begun meanwhile: it stays.
    if (isOpen(vault.signIn(provider))) return undefined;
    const id = startElsewhere(provider, 'silent', this.context, { ms: SILENT_MS, dpopKey });
    const query = new URLSearchParams({ provider, 'sign-in': id });
    if (await this.context.authorizeSilently(`${own}start?${query}`, SILENT_MS)) return id;
    vault.dropSignIn(provider, id);
    return undefined;
  }

  canRenew({ credential }: Session): boolean {
    return credential.kind === 'bearer' && credential.refreshToken !== undefined;
  }

  async renew(stale: Session): Promise<Session> {
    return this.context.oauth().renewSession(stale, this);
  }

  async isRefused({ credential }: Session): Promise<boolean | undefined> {
    if (credential.kind !== 'bearer') return undefined;
    const { accessToken, dpopKey } = credential;
    return this.client.isRefused(accessToken, dpopKey);
  }

  async revoke({ credential }: Session): Promise<void> {
    if (credential.kind !== 'bearer') return;
    const { refreshToken, accessToken, dpopKey } = credential;
    const tokens = [refreshToken, accessToken].filter((token) => token !== undefined);
    // The issuer's answer changes nothing.
    await Promise.allSettled(tokens.map(async (token) => this.client.revoke(token, dpopKey)));
  }

  async endSessionUrl(): Promise<string | undefined> {
    if ((await this.endpointsIfKnown())?.endSession === undefined) return undefined;
    return `${this.context.own}end-session?${new URLSearchParams({ provider: this.provider.id })}`;
  }

  async learnUser(session: Session): Promise<void> {
    if (session.claims?.name === undefined) await this.learnRoles(session);
  }

  async learnRoles(session: Session): Promise<void> {
    const { user, credential, roles } = session;
    if (roles || credential.kind !== 'bearer') return;
    // One question for all the calls that wait for its answer.
    const learning =
      this.learning.get(user) ?? this.context.oauth().learnUser(session, credential, this);
    this.learning.set(user, learning);
    await learning.finally(() => this.learning.delete(user));
  }

  /** What keeps a sign-in from going on at all. */
  private endSignIn(error: unknown): void {
    const { vault, runtime } = this.context;
    vault.endSignIn(this.provider.id, { ...describeError(error), at: runtime.now() });
  }

  /** Where they cannot be had, the start of the sign-in says so. */
  private async hasAuthorizationPage(): Promise<boolean> {
    const endpoints = await this.endpointsIfKnown();
    return !endpoints || endpoints.authorization !== undefined;
  }

  private async newKey(): Promise<DpopKey | undefined> {
    return this.provider.dpop ? this.client.newKey() : undefined;
  }

  private endpointsIfKnown(): Promise<Endpoints | undefined> {
    return this.endpoints().catch(() => undefined);
  }
}

function isOpen(signIn: SignIn | undefined): boolean {
  return signIn?.phase === 'starting' || signIn?.phase === 'pending';
}
