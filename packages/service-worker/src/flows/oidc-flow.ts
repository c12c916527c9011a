import type { InteractiveMethod, OidcProvider, User } from '@jupyterlite-auth-bridge/protocol';
import { anonymousUser } from '@jupyterlite-auth-bridge/protocol';
import { grantsIn } from '../rules/grants.js';
import { userFromClaims } from '../user/user-from-claims.js';
import { interactiveMethods } from '../vault/public-state.js';
import { renewalTimes } from '../sessions/renewal-times.js';
import type {
  BearerCredential,
  DpopKey,
  Metadata,
  Method,
  Session,
  SignIn,
} from '../vault/types.js';
import { pollDeviceFlow, startDeviceFlow } from './device-flow.js';
import type { OAuthClient } from '../oauth/oauth-client.js';
import type { DeviceFlowContext } from './device-flow.js';
import { startElsewhere } from './flow.js';
import type { Flow, FlowContext } from './flow.js';
import { OAuthError } from './oauth-error.js';
import { ProviderMetadata } from './provider-metadata.js';
import type { Endpoints } from './provider-metadata.js';
import type { Tokens } from './tokens.js';
import { isDenied, troubleOf } from './trouble-of.js';

/** How long the issuer may take without the user (ms). */
const SILENT_MS = 8_000;

/** Device flow, authorization code with PKCE and its silent form, refresh. */
export class OidcFlow implements Flow {
  private readonly metadata: ProviderMetadata;
  private made: OAuthClient | undefined;
  private readonly learning = new WeakMap<User, Promise<void>>();

  constructor(
    readonly provider: OidcProvider,
    private readonly context: FlowContext,
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
    if (method === 'device') await startDeviceFlow(this.deviceFlow(), await this.newKey());
    // The user opens the issuer's page by a click; `answerStart` goes on from there.
    else startElsewhere(this.provider.id, method, this.context, { dpopKey: await this.newKey() });
  }

  async poll(): Promise<void> {
    await pollDeviceFlow(this.deviceFlow());
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
    const { credential } = stale;
    if (credential.kind !== 'bearer' || credential.refreshToken === undefined) {
      throw new OAuthError('no_refresh_token');
    }
    const { refreshToken, dpopKey } = credential;
    const tokens = await this.client.refresh(refreshToken, dpopKey);
    const fresh = this.sessionOf(tokens, { via: stale.via, dpopKey, refreshToken });
    if (!isSameUser(stale, fresh)) {
      await this.revoke(fresh);
      throw new OAuthError('another_user'); // OpenID Connect Core 12.2: `sub` stays
    }
    const { user, signIn, claims, roles } = stale;
    return {
      ...fresh,
      user,
      ...(signIn !== undefined && { signIn }),
      ...(!fresh.claims && claims && { claims }),
      ...(roles && { roles }),
    };
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

  learnRoles(session: Session): Promise<void> {
    if (session.roles || session.credential.kind !== 'bearer') return Promise.resolve();
    // One question for all the calls that wait for its answer.
    const learning =
      this.learning.get(session.user) ?? this.askUserinfo(session, session.credential);
    this.learning.set(session.user, learning);
    return learning.finally(() => this.learning.delete(session.user));
  }

  private async askUserinfo(
    session: Session,
    { accessToken, dpopKey }: BearerCredential,
  ): Promise<void> {
    const { vault } = this.context;
    const { claims } = session;
    const said = await this.client.userinfo(accessToken, dpopKey).catch(() => undefined);
    const current = vault.session(this.provider.id);
    // OpenID Connect Core 5.3.2: of another subject it must not be used.
    if (!said || current?.user !== session.user) return;
    if (claims?.sub !== undefined && claims.sub !== said.sub) return;
    const user = claims?.name === undefined ? userFromClaims({ ...claims, ...said }) : current.user;
    vault.renewSession({ ...current, user, roles: grantsIn(said) });
  }

  /** A sign-in of this provider has yielded these tokens. False where they were not taken: of another user than a silent one may be of. */
  accept(
    tokens: Tokens,
    signIn: { readonly id: string; readonly method: Method | 'client'; readonly dpopKey?: DpopKey },
  ): boolean {
    const { id, method, dpopKey } = signIn;
    const session = { ...this.sessionOf(tokens, { via: method, dpopKey }), signIn: id };
    const current = this.context.vault.session(this.provider.id);
    const isOther = current && !isSameUser(current, session);
    // Notebook code may not put another user, or one unknown, in the place of the one who is signed in.
    const { sub } = session.claims ?? {};
    const isUnknown = current && (sub === undefined || sub !== current.claims?.sub);
    if ((method === 'silent' && isOther) || (method === 'client' && isUnknown)) {
      void this.revoke(session);
      return false;
    }
    this.context.accept(session);
    return true;
  }

  /** Tokens that came too late: nobody has them, and nobody shall. */
  discard(tokens: Tokens, { dpopKey }: { readonly dpopKey?: DpopKey }): void {
    void this.revoke(this.sessionOf(tokens, { via: 'client', dpopKey }));
  }

  /** The sign-in goes on at the issuer's page; undefined where it is none that does. */
  authorization(
    id: string | null,
  ): (SignIn & { method: Exclude<Method, 'device' | 'form' | 'host'> }) | undefined {
    const signIn = this.context.vault.signIn(this.provider.id);
    if (signIn?.phase !== 'pending' || signIn.id !== id) return undefined;
    const { method } = signIn;
    if (method === 'device' || method === 'form' || method === 'host') return undefined;
    return { ...signIn, method };
  }

  /** Ends a sign-in at the issuer's page with the reason; a silent one without a word. */
  fail(id: string, method: Method, error: unknown): void {
    const { vault, runtime } = this.context;
    if (vault.signIn(this.provider.id)?.id !== id) return;
    if (method === 'silent') {
      vault.dropSignIn(this.provider.id, id);
      return;
    }
    vault.setSignIn({
      id,
      provider: this.provider.id,
      method,
      phase: isDenied(error) ? 'denied' : 'failed',
      interval: 0,
      nextPollAt: 0,
      trouble: { ...troubleOf(error, this.provider), at: runtime.now() },
    });
  }

  private sessionOf(
    tokens: Tokens,
    from: {
      readonly via: Session['via'];
      readonly dpopKey: DpopKey | undefined;
      readonly refreshToken?: string;
    },
  ): Session {
    const { runtime } = this.context;
    const { accessToken, refreshToken = from.refreshToken, claims, tokenClaims } = tokens;
    const credential: BearerCredential = {
      kind: 'bearer',
      accessToken,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(from.dpopKey && { dpopKey: from.dpopKey }),
    };
    return {
      provider: this.provider.id,
      via: from.via,
      credential,
      user: claims ? userFromClaims(claims) : anonymousUser(runtime.random(8)),
      scopes: tokens.scopes,
      ...(claims && { claims }),
      ...(tokenClaims && { tokenClaims }),
      ...this.times(tokens),
    };
  }

  private times({ expiresIn }: Tokens): Pick<Session, 'issuedAt' | 'expiresAt' | 'renewAt'> {
    if (expiresIn === undefined) return {};
    const { runtime } = this.context;
    return renewalTimes(runtime.now() + expiresIn * 1000, runtime);
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

  private deviceFlow(): DeviceFlowContext {
    const { provider } = this;
    const { vault, runtime } = this.context;
    return {
      provider,
      client: () => this.client,
      vault,
      runtime,
      accept: (tokens, signIn) => void this.accept(tokens, signIn),
      discard: (tokens, signIn) => this.discard(tokens, signIn),
    };
  }
}

function isOpen(signIn: SignIn | undefined): boolean {
  return signIn?.phase === 'starting' || signIn?.phase === 'pending';
}

/** Unknown subjects are no reason to refuse: not every answer has an ID token. */
function isSameUser(a: Session, b: Session): boolean {
  return (
    a.claims?.sub === undefined || b.claims?.sub === undefined || a.claims.sub === b.claims.sub
  );
}
