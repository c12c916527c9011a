import type { AuthConfig, OidcProvider, Trouble } from '@jupyterlite-auth-bridge/protocol';
import type { Problem } from '../problem.js';
import type { Runtime } from '../runtime.js';
import { interactiveMethods } from '../vault/public-state.js';
import type { InteractiveMethod, Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { waitForChange } from '../vault/wait-for-change.js';
import { pollDeviceFlow, startDeviceFlow } from './device-flow.js';
import type { DeviceFlowContext } from './device-flow.js';
import { OAuthClient, OAuthError } from './oauth.js';
import type { Tokens } from './oauth.js';
import { userFromClaims } from './user-from-claims.js';

/** A token that ends within this time (ms) is renewed before it is used. */
const RENEW_AHEAD_MS = 30_000;
/** How long the host may take to hand over a fresh credential (ms). */
const HOST_ANSWER_MS = 5_000;
/** Calls within this time (ms) after a sign-in ended badly do not bring up another. */
const QUIET_MS = 10_000;
/** How long the user may take at the issuer's page (ms). */
export const AUTHORIZATION_MS = 10 * 60_000;
/** Between two looks at what is due when nothing is pending (ms). */
const IDLE_TICK_MS = 20_000;

/** What the sessions need of the outside. */
export interface SessionEvents {
  /** Whether a page of the site is not in a frame. */
  hasTopLevelPage(): Promise<boolean>;
  /** Ask the pages to get a credential from the host. */
  askHost(): void;
  /** A sign-in yielded this session (a renewal does not count). */
  signedIn(session: Session): void;
  /** Resolves when the keeper has the vault's present state. */
  commit(): Promise<void>;
}

/** Gets, renews and ends sessions: the one place that decides how a credential comes about. */
export class Sessions {
  private readonly clients = new Map<string, OAuthClient>();
  private readonly acquiring = new Map<string, Promise<void>>();
  /** By the session that is being renewed. */
  private readonly renewing = new WeakMap<Session, Promise<Session | undefined>>();
  private ticking = false;

  constructor(
    private readonly config: AuthConfig,
    private readonly vault: Vault,
    private readonly runtime: Runtime,
    private readonly events: SessionEvents,
    /** Name that Web Locks of this site start with. */
    private readonly lockName: string,
  ) {}

  /** The provider that a page or kernel means when it names none. */
  defaultProvider(): OidcProvider | undefined {
    return this.oidcProviders()[0];
  }

  /** The provider that the host's credential is for. */
  hostProvider(): OidcProvider | undefined {
    return this.oidcProviders().find(({ signIn }) => signIn.includes('host'));
  }

  oidcProviders(): readonly OidcProvider[] {
    return Object.values(this.config.providers).filter(
      (provider): provider is OidcProvider => provider.type === 'oidc',
    );
  }

  oidcProvider(id: string): OidcProvider | undefined {
    const provider = Object.hasOwn(this.config.providers, id)
      ? this.config.providers[id]
      : undefined;
    return provider?.type === 'oidc' ? provider : undefined;
  }

  /**
   * The provider's session, fresh enough to be used; brings up a sign-in and
   * waits for it, `waitMs` at most. A problem (401, or 503 where a renewal
   * could not be had) says why there is none.
   */
  async obtain(id: string, waitMs: number): Promise<Session | Problem> {
    const provider = this.oidcProvider(id);
    if (!provider) return required(id, 'This site has no sign-in for it.');
    const deadline = this.runtime.now() + waitMs;
    const session = this.vault.session(id);
    if (session && !this.endsSoon(session)) return session;
    if (session) {
      const renewed = await this.renew(session);
      if (renewed) return renewed;
      const current = this.vault.session(id);
      if (current && !this.hasEnded(current)) return current;
      if (current) return unrenewable(provider);
    }
    if (!this.isComing(id)) {
      const trouble = this.vault.trouble(id);
      // A burst of calls does not bring up again what the user has just closed or denied.
      if (trouble && this.runtime.now() - trouble.at < QUIET_MS) return unauthorized(trouble);
      void this.acquire(provider);
    }
    return this.awaitSignIn(provider, deadline);
  }

  /**
   * Starts a sign-in, with `force` also beside a session, which is good until
   * the new one takes its place, with `method` by that one instead of one that
   * is on its way. Resolves once the user can go on, or there is a reason why not.
   */
  async signIn(
    provider: OidcProvider,
    { force = false, method }: { force?: boolean; method?: InteractiveMethod } = {},
  ): Promise<void> {
    const session = this.vault.session(provider.id);
    if (session && !force) return;
    await this.acquire(provider, session);
    if (method === undefined || !interactiveMethods(provider).includes(method)) return;
    const current = this.vault.signIn(provider.id);
    if (current && (current.method ?? 'device') !== method) await this.start(provider, method);
  }

  /** A sign-in has yielded these tokens. */
  accept(provider: OidcProvider, tokens: Tokens, signIn: string, via: InteractiveMethod): void {
    const session: Session = {
      provider: provider.id,
      via,
      credential: {
        kind: 'bearer',
        accessToken: tokens.accessToken,
        ...(tokens.refreshToken !== undefined && { refreshToken: tokens.refreshToken }),
      },
      user: userFromClaims(tokens.claims ?? {}),
      scopes: tokens.scopes,
      signIn,
      ...(tokens.claims && { claims: tokens.claims }),
      ...this.expiry(tokens),
    };
    this.vault.setSession(session);
    this.events.signedIn(session);
  }

  /** The user closed the dialog: waiting calls get their 401 at once. */
  cancelSignIn(provider: OidcProvider): void {
    if (!this.vault.signIn(provider.id)) return;
    this.vault.endSignIn(provider.id, {
      code: 'sign-in-cancelled',
      detail: `The sign-in to ${provider.label} was cancelled. Run authenticate() or choose Sign in, then run the cell again.`,
      at: this.runtime.now(),
    });
  }

  /** Ends the session here first, then tells the issuer (RFC 7009); its answer changes nothing. */
  async signOut(provider: OidcProvider): Promise<void> {
    const credential = this.vault.session(provider.id)?.credential;
    this.vault.endSession(provider.id);
    // A code from before must not sign in again; calls that wait for it get their 401.
    if (isLive(this.vault, provider.id)) this.cancelSignIn(provider);
    const revoked = credential?.kind === 'bearer' && this.revoke(provider, credential);
    // A keeper that has not heard of it would bring the session back.
    await Promise.all([this.events.commit(), revoked]);
  }

  /**
   * A fresh session in place of `stale`, once for all who ask at the same
   * time; undefined where there is none to be had without the user.
   */
  renew(stale: Session): Promise<Session | undefined> {
    const running = this.renewing.get(stale);
    if (running) return running;
    const run = this.renewAlone(stale).finally(() => this.renewing.delete(stale));
    this.renewing.set(stale, run);
    return run;
  }

  private async renewAlone(stale: Session): Promise<Session | undefined> {
    const provider = this.oidcProvider(stale.provider);
    if (!provider) return undefined;
    return this.runtime.withLock(`${this.lockName}:${provider.id}`, async () => {
      const current = this.vault.session(provider.id);
      if (!current || !sameCredential(current, stale)) return current;
      if (stale.via === 'host') return this.renewFromHost(stale);
      return this.refresh(provider, stale);
    });
  }

  /** Does what is due; returns ms until something is due again. Called by timers and by the keeper. */
  async tick(): Promise<number> {
    await Promise.all(
      this.vault.allSignIns().map(async ({ provider: id }) => {
        const provider = this.oidcProvider(id);
        if (provider) await pollDeviceFlow(this.deviceFlow(provider));
      }),
    );
    const due = this.vault
      .allSignIns()
      .filter(({ phase }) => phase === 'pending')
      .map(({ nextPollAt, expiresAt = Infinity }) => Math.min(nextPollAt, expiresAt));
    return Math.max(0, Math.min(IDLE_TICK_MS, ...due.map((at) => at - this.runtime.now())));
  }

  /** Keeps ticking while a sign-in is pending and the worker lives; the keeper does the same from outside. */
  async tickWhilePending(): Promise<void> {
    if (this.ticking) return;
    this.ticking = true;
    try {
      while (this.vault.allSignIns().some(({ phase }) => phase === 'pending')) {
        const ms = await this.tick();
        await new Promise<void>((resolve) => this.runtime.later(resolve, Math.max(ms, 100)));
      }
    } finally {
      this.ticking = false;
    }
  }

  /** Gets a session on its way: from the host where there is one, else by a sign-in. One at a time. */
  private acquire(provider: OidcProvider, replaced?: Session): Promise<void> {
    const running = this.acquiring.get(provider.id);
    if (running) return running;
    const run = this.startAcquiring(provider, replaced).finally(() =>
      this.acquiring.delete(provider.id),
    );
    this.acquiring.set(provider.id, run);
    return run;
  }

  private async startAcquiring(provider: OidcProvider, replaced?: Session): Promise<void> {
    const { id, label, signIn } = provider;
    if (isLive(this.vault, id)) return;
    this.vault.clearTrouble(id);
    const fromHost = signIn.includes('host') && this.vault.hasHost;
    if (fromHost && (await this.askHost(id, replaced))) return;
    const session = this.vault.session(id);
    if (session && !(replaced && sameCredential(session, replaced))) return;
    const method = await this.firstMethod(provider);
    if (method) {
      await this.start(provider, method);
      return;
    }
    this.vault.endSignIn(id, {
      code: 'sign-in-required',
      detail: `Not signed in to ${label}, and no page gave this site a session. Open it from ${label}, signed in there.`,
      at: this.runtime.now(),
    });
  }

  /** The first method that can work: a window can be opened from a top-level page alone. */
  private async firstMethod(provider: OidcProvider): Promise<InteractiveMethod | undefined> {
    const methods = interactiveMethods(provider);
    if (methods[0] === 'device') return 'device';
    const canOpen = await this.events.hasTopLevelPage();
    const endpoints = await this.client(provider)
      .endpoints()
      .catch(() => undefined);
    const canAuthorize = canOpen && (!endpoints || endpoints.authorization !== undefined);
    return methods.find((method) => method === 'device' || canAuthorize);
  }

  private async start(provider: OidcProvider, method: InteractiveMethod): Promise<void> {
    if (method === 'device') {
      await startDeviceFlow(this.deviceFlow(provider));
      void this.tickWhilePending();
      return;
    }
    // The user opens the issuer's page by a click; `answerStart` goes on from there.
    const expiresAt = this.runtime.now() + AUTHORIZATION_MS;
    this.vault.setSignIn({
      id: this.runtime.random(9),
      provider: provider.id,
      method,
      phase: 'pending',
      interval: 0,
      nextPollAt: expiresAt,
      expiresAt,
    });
    void this.tickWhilePending();
  }

  private isComing(id: string): boolean {
    return this.acquiring.has(id) || isLive(this.vault, id);
  }

  private async awaitSignIn(provider: OidcProvider, deadline: number): Promise<Session | Problem> {
    const { id, label } = provider;
    const outcome = await waitForChange<Session | Problem>(
      this.vault,
      this.runtime,
      deadline - this.runtime.now(),
      () => {
        const session = this.vault.session(id);
        if (session) return session;
        const trouble = this.vault.trouble(id);
        return trouble && unauthorized(trouble);
      },
    );
    return (
      outcome ??
      required(
        label,
        'Finish the sign-in that is shown, or run authenticate(); then run the cell again.',
      )
    );
  }

  private async renewFromHost(stale: Session): Promise<Session | undefined> {
    const fresh = await this.askHost(stale.provider, stale);
    if (fresh) return fresh;
    const provider = this.oidcProvider(stale.provider);
    this.vault.endSession(stale.provider, {
      code: 'session-ended',
      detail: `The session with ${provider?.label ?? stale.provider} has ended, and the page that opened this site gave no new one. Sign in there again.`,
      at: 0, // the next call may bring up a sign-in at once
    });
    return undefined;
  }

  private askHost(id: string, stale: Session | undefined): Promise<Session | undefined> {
    this.events.askHost();
    return waitForChange(this.vault, this.runtime, HOST_ANSWER_MS, () => {
      const session = this.vault.session(id);
      return session && stale && sameCredential(session, stale) ? undefined : session;
    });
  }

  private async refresh(provider: OidcProvider, stale: Session): Promise<Session | undefined> {
    const { credential } = stale;
    if (credential.kind !== 'bearer' || credential.refreshToken === undefined) {
      this.end(provider);
      return undefined;
    }
    try {
      const tokens = await this.client(provider).refresh(credential.refreshToken);
      const current = this.vault.session(provider.id);
      if (!current || !sameCredential(current, stale)) {
        await this.revoke(provider, tokens); // signed out, or in anew, meanwhile
        return current;
      }
      const session: Session = {
        ...current,
        credential: {
          kind: 'bearer',
          accessToken: tokens.accessToken,
          refreshToken: tokens.refreshToken ?? credential.refreshToken,
        },
        scopes: tokens.scopes,
        ...(tokens.claims && { claims: tokens.claims }),
        ...this.expiry(tokens),
      };
      this.vault.setSession(session);
      await this.events.commit(); // the old refresh token is spent: nobody may fall back to it
      return session;
    } catch (error) {
      const current = this.vault.session(provider.id);
      if (!current || !sameCredential(current, stale)) return current;
      // Only a refusal ends the session: an issuer that is away now may be back in a minute.
      if (error instanceof OAuthError) this.end(provider);
      return undefined;
    }
  }

  /** RFC 7009; the issuer's answer changes nothing. */
  private async revoke(
    provider: OidcProvider,
    { refreshToken, accessToken }: Pick<Tokens, 'refreshToken' | 'accessToken'>,
  ): Promise<void> {
    const client = this.client(provider);
    await Promise.allSettled(
      [refreshToken, accessToken]
        .filter((token) => token !== undefined)
        .map((token) => client.revoke(token)),
    );
  }

  private end(provider: OidcProvider): void {
    this.vault.endSession(provider.id, {
      code: 'session-ended',
      detail: `The session with ${provider.label} has ended. Sign in again; calls wait meanwhile.`,
      at: 0,
    });
  }

  private expiry({ expiresIn }: Tokens): { expiresAt?: number } {
    return expiresIn === undefined ? {} : { expiresAt: this.runtime.now() + expiresIn * 1000 };
  }

  private endsSoon({ expiresAt, via }: Session): boolean {
    if (expiresAt === undefined || via === 'host') return false;
    return expiresAt - this.runtime.now() < RENEW_AHEAD_MS;
  }

  private hasEnded({ expiresAt = Infinity }: Session): boolean {
    return expiresAt <= this.runtime.now();
  }

  private deviceFlow(provider: OidcProvider): DeviceFlowContext {
    const { vault, runtime } = this;
    return {
      provider,
      client: this.client(provider),
      vault,
      runtime,
      accept: (tokens, signIn) => this.accept(provider, tokens, signIn, 'device'),
    };
  }

  client(provider: OidcProvider): OAuthClient {
    const known = this.clients.get(provider.id);
    if (known) return known;
    const client = new OAuthClient(provider);
    this.clients.set(provider.id, client);
    return client;
  }
}

/** True while a sign-in can still succeed. */
function isLive(vault: Vault, provider: string): boolean {
  const phase = vault.signIn(provider)?.phase;
  return phase === 'starting' || phase === 'pending';
}

function sameCredential(a: Session, b: Session): boolean {
  return JSON.stringify(a.credential) === JSON.stringify(b.credential);
}

function unauthorized({ code, detail }: Trouble): Problem {
  return { code, status: 401, detail };
}

function required(label: string, hint: string): Problem {
  return { code: 'sign-in-required', status: 401, detail: `Not signed in to ${label}. ${hint}` };
}

function unrenewable({ label }: OidcProvider): Problem {
  return {
    code: 'issuer-unreachable',
    status: 503,
    detail: `The token for ${label} has ended and its sign-in service gave no new one. Check the connection and run the cell again.`,
  };
}
