import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig, InteractiveMethod } from '@jupyterlite-auth-bridge/protocol';
import type { Flow } from '../flows/flow.js';
import { OidcFlow } from '../flows/oidc-flow.js';
import { TypedFlow } from '../flows/typed-flow.js';
import type { HostAnswer } from '../host/host-channel.js';
import type { Problem } from '../problem.js';
import { hostProvider, linkProvider, sessionProviders } from '../providers.js';
import type { SessionProvider } from '../providers.js';
import type { Runtime } from '../runtime.js';
import { mintHandle } from '../vault/handles.js';
import { interactiveMethods, isRenewable } from '../vault/public-state.js';
import type { Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { waitForChange } from '../vault/wait-for-change.js';
import { delay } from '../runtime.js';
import { Acquisition } from './acquisition.js';
import { required, unauthorized, unrenewable } from './no-session.js';
import { Renewal } from './renewal.js';
import { SignInClock } from './sign-in-clock.js';

/** Calls within this time (ms) after a sign-in ended badly do not bring up another. */
const QUIET_MS = 10_000;

/** What the sessions need of the outside. */
export interface SessionEvents {
  /** Ask the hosts for a credential, or the pages to get one from them. */
  askHost(): Promise<HostAnswer>;
  /** A sign-in yielded this session (a renewal does not count). */
  signedIn(session: Session): void;
  /** The user has signed out; `endSession` leads to where the provider's own session is ended. */
  signedOut(provider: SessionProvider, endSession: string | undefined): void;
  /** Resolves when the keeper has the vault's present state. */
  commit(): Promise<void>;
}

export interface SessionsContext {
  readonly config: AuthConfig;
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly events: SessionEvents;
  /** One for each provider that has sessions. */
  readonly flows: ReadonlyMap<string, Flow>;
  /** Name that Web Locks of this site start with. */
  readonly lockName: string;
}

/** Gets and ends sessions: the one place that decides how a credential comes about. */
export class Sessions {
  private readonly acquisition: Acquisition;
  private readonly renewal: Renewal;
  private readonly clock: SignInClock;

  constructor(private readonly context: SessionsContext) {
    const { vault, runtime, events, lockName } = context;
    const flow = (provider: string) => this.flow(provider);
    this.clock = new SignInClock({ vault, runtime, flow });
    this.acquisition = new Acquisition({
      vault,
      runtime,
      flow,
      hostProvider: this.hostProvider()?.id,
      askHost: () => events.askHost(),
      started: () => void this.clock.tickWhilePending(),
    });
    this.renewal = new Renewal({
      vault,
      runtime,
      lockName,
      flow,
      fromHost: (stale) => this.acquisition.fromHost(stale.provider, stale),
      silently: (stale) => this.acquisition.silently(stale.provider, stale),
      end: (stale) => this.end(stale),
      commit: () => events.commit(),
    });
  }

  /** The provider that a page or kernel means when it names none. */
  defaultProvider(): SessionProvider | undefined {
    return sessionProviders(this.context.config)[0];
  }

  /** The provider that the host's credential is for. */
  hostProvider(): SessionProvider | undefined {
    return hostProvider(this.context.config);
  }

  provider(id: string): SessionProvider | undefined {
    return this.flow(id)?.provider;
  }

  flow(id: string): Flow | undefined {
    return this.context.flows.get(id);
  }

  flows(): readonly Flow[] {
    return [...this.context.flows.values()];
  }

  oidcFlow(id: string): OidcFlow | undefined {
    const flow = this.flow(id);
    return flow instanceof OidcFlow ? flow : undefined;
  }

  oidcFlows(): readonly OidcFlow[] {
    return this.flows().filter((flow) => flow instanceof OidcFlow);
  }

  /**
   * The provider's session, fresh enough to be used; brings up a sign-in and
   * waits for it, until `deadline` (ms since the epoch) at most. A problem
   * (401, or 503 where a renewal could not be had) says why there is none.
   */
  async obtain(id: string, deadline: number): Promise<Session | Problem> {
    const { vault, runtime } = this.context;
    const provider = this.provider(id);
    if (!provider) return required(id, 'This site has no sign-in for it.');
    const session = await this.fresh(id, deadline);
    if (session) return session;
    if (vault.session(id)) return unrenewable(provider, this.renewal.pauseLeft(id));
    if (!this.acquisition.isComing(id)) {
      const trouble = vault.trouble(id);
      // A burst of calls does not bring up again what the user has just closed or denied.
      if (trouble && runtime.now() - trouble.at < QUIET_MS) return unauthorized(trouble);
      void this.acquisition.acquire(provider);
    }
    return this.awaitSignIn(provider, deadline);
  }

  /**
   * What to repeat a call with that came back 401 in the session `stale`: a
   * renewed session, or a new one of the sign-in that the call brings up and
   * waits for until `deadline`. Undefined where the provider says that the
   * credential is good: the 401 is the API's own word then.
   */
  async afterUnauthorized(
    stale: Session,
    deadline: number,
  ): Promise<Session | Problem | undefined> {
    const { vault } = this.context;
    const flow = this.flow(stale.provider);
    if (!flow) return undefined;
    const canRenew = stale.via === 'host' || flow.canRenew?.(stale) === true;
    if (!canRenew && this.renewal.isCurrent(stale)) {
      if ((await this.isRefused(flow, stale, deadline)) === false) return undefined;
    }
    const renewed = await this.renewal.renew(stale, deadline);
    if (renewed) return renewed;
    if (vault.session(stale.provider))
      return unrenewable(flow.provider, this.renewal.pauseLeft(stale.provider));
    return this.obtain(stale.provider, deadline);
  }

  /** A fresh session in place of `stale`; undefined where there is none to be had without the user. */
  renew(stale: Session): Promise<Session | undefined> {
    return this.renewal.renew(stale);
  }

  /**
   * Starts a sign-in that the user asked for, or with `asked: false` notebook
   * code, which brings nothing back that the user has signed out of. With `force`
   * also beside a session that has not ended, which is good until the new one
   * takes its place, with `method` by that one instead of one that is on its way.
   * Resolves once the user can go on, or there is a reason why not.
   */
  async signIn(
    provider: SessionProvider,
    {
      force = false,
      asked = true,
      method,
    }: { force?: boolean; asked?: boolean; method?: InteractiveMethod } = {},
  ): Promise<void> {
    const { vault } = this.context;
    const session = vault.session(provider.id);
    if (session && !force && !this.isOver(session)) return;
    await this.acquisition.acquire(provider, { replaced: session, silently: !force, asked });
    if (method === undefined || !interactiveMethods(provider).includes(method)) return;
    const current = vault.signIn(provider.id);
    if (current && current.method !== method) await this.acquisition.start(provider.id, method);
  }

  /** Signs in without the user where that can be done, once a start: a page has come that has no host. */
  async signInSilently(provider: SessionProvider): Promise<void> {
    await this.acquisition.probe(provider);
  }

  /** A token that came in a page's URL. It takes no session's place; why it is not taken, the state says. */
  async useLinkToken(token: string): Promise<void> {
    const { config, vault, runtime } = this.context;
    const provider = linkProvider(config);
    const flow = provider && this.flow(provider.id);
    if (!(flow instanceof TypedFlow)) {
      throw new BridgeError('provider-unknown', "This site's auth.json has no sign-in by token.");
    }
    const { id } = flow.provider;
    if (vault.session(id)) return;
    try {
      await flow.useToken(token, 'link');
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      const { code, message } = error;
      vault.endSignIn(id, { code, detail: message, at: runtime.now() });
    }
  }

  /** The session with all that the provider says of its user's roles, until `deadline` (ms since the epoch). */
  async withRoles(session: Session, deadline: number): Promise<Session> {
    const { vault, runtime } = this.context;
    const id = vault.sessionId(session.provider);
    const tooLate = delay(runtime, deadline - runtime.now());
    await Promise.race([this.flow(session.provider)?.learnRoles?.(session), tooLate]);
    const current = vault.session(session.provider);
    return current && vault.sessionId(session.provider) === id ? current : session;
  }

  /** A sign-in has yielded this session. */
  accept(session: Session): void {
    this.context.vault.setSession(session);
    this.context.events.signedIn(session);
    void this.flow(session.provider)?.learnUser?.(session);
  }

  /** The user closed the dialog: waiting calls get their 401 at once. */
  cancelSignIn(provider: SessionProvider): void {
    const { vault, runtime } = this.context;
    if (!vault.signIn(provider.id) && !this.acquisition.isComing(provider.id)) return;
    this.acquisition.stop(provider.id);
    vault.endSignIn(provider.id, {
      code: 'sign-in-cancelled',
      detail: `The sign-in to ${provider.label} was cancelled. Run authenticate() or choose Sign in, then run the cell again.`,
      at: runtime.now(),
    });
  }

  /**
   * Ends the session here first, with every handle of it, then tells the
   * provider (RFC 7009 where it is an issuer); its answer changes nothing.
   */
  async signOut(provider: SessionProvider): Promise<void> {
    const { vault, runtime, events } = this.context;
    const flow = this.flow(provider.id);
    const session = vault.session(provider.id);
    vault.endSession(provider.id);
    vault.setSignedOut(provider.id, true);
    vault.replaceHandles(provider.id, () => mintHandle(runtime));
    // A code from before must not sign in again; calls that wait for it get their 401.
    this.cancelSignIn(provider);
    const revoked = session && flow?.revoke?.(session);
    // A keeper that has not heard of it would bring the session back.
    await Promise.all([events.commit(), revoked]);
    if (session) events.signedOut(provider, await flow?.endSessionUrl?.());
  }

  /** The host says that nobody is signed in at it: what it gave ends, and nothing is sent with it any more. */
  async endHostSession({ id, label }: SessionProvider): Promise<void> {
    const { vault, runtime, events } = this.context;
    if (vault.session(id)?.via !== 'host') return;
    vault.endSession(id, {
      code: 'session-ended',
      detail: `Nobody is signed in to ${label} any more in the page that opened this site. Sign in there again.`,
      at: 0, // the next call may bring up a sign-in at once
    });
    vault.replaceHandles(id, () => mintHandle(runtime));
    await events.commit();
  }

  /** Does what is due; returns ms until something is due again. Called by the keeper. */
  tick(): Promise<number> {
    return this.clock.tick();
  }

  /** The session if it can be used now, renewed where it is time for that; until `deadline`. */
  private async fresh(id: string, deadline: number): Promise<Session | undefined> {
    const { vault, runtime } = this.context;
    const isGood = ({ expiresAt = Infinity }: Session) => runtime.now() < expiresAt;
    const session = vault.session(id);
    if (!session || runtime.now() < (session.renewAt ?? Infinity)) return session;
    if (isGood(session)) {
      const renewed = await this.renewal.renewAhead(session);
      if (renewed) return renewed;
      const current = vault.session(id);
      if (!current || isGood(current)) return current;
    }
    return this.renewal.renew(vault.session(id) ?? session, deadline);
  }

  /** It has ended, and nobody but the user can bring another. */
  private isOver(session: Session): boolean {
    return (session.expiresAt ?? Infinity) <= this.context.runtime.now() && !isRenewable(session);
  }

  private async isRefused(
    flow: Flow,
    session: Session,
    deadline: number,
  ): Promise<boolean | undefined> {
    const { runtime } = this.context;
    const tooLate = delay(runtime, deadline - runtime.now()).then(() => undefined);
    return Promise.race([flow.isRefused?.(session), tooLate]);
  }

  private async awaitSignIn(
    provider: SessionProvider,
    deadline: number,
  ): Promise<Session | Problem> {
    const { vault, runtime } = this.context;
    const { id, label } = provider;
    const outcome = await waitForChange<Session | Problem>(
      vault,
      runtime,
      deadline - runtime.now(),
      () => {
        const session = vault.session(id);
        if (session) return session;
        const trouble = vault.trouble(id);
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

  private end({ provider: id, via }: Session): void {
    const label = this.provider(id)?.label ?? id;
    this.context.vault.endSession(id, {
      code: 'session-ended',
      detail:
        via === 'host'
          ? `The session with ${label} has ended, and the page that opened this site gave no new one. Sign in there again.`
          : `The session with ${label} has ended. Sign in again; calls wait meanwhile.`,
      at: 0, // the next call may bring up a sign-in at once
    });
  }
}
