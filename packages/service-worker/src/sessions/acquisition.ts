import type { InteractiveMethod } from '@jupyterlite-auth-bridge/protocol';
import { startElsewhere } from '../flows/flow.js';
import type { Flow } from '../flows/flow.js';
import type { HostAnswer } from '../host/host-channel.js';
import type { SessionProvider } from '../providers.js';
import type { Runtime } from '../runtime.js';
import { sameCredential } from '../vault/same-credential.js';
import type { Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { waitForChange } from '../vault/wait-for-change.js';

/** How long the host may take to hand over a credential (ms): longer than its page has on a port. */
const HOST_ANSWER_MS = 12_000;
/** A page that carries out a silent sign-in has this long (ms), the issuer's time included. */
const SILENT_MS = 9_000;
/** An issuer that would not answer without the user is not asked so again for this time (ms). */
const SILENT_PAUSE_MS = 10_000;

export interface AcquisitionContext {
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly flow: (provider: string) => Flow | undefined;
  /** Id of the provider that the host's credential is for. */
  readonly hostProvider: string | undefined;
  /** Ask the hosts for a credential, or the pages to get one from them. */
  readonly askHost: () => Promise<HostAnswer>;
  /** A sign-in has begun that time moves on. */
  readonly started: () => void;
}

/** How a session is to be got. */
export interface Acquiring {
  /** The session that a new one is to take the place of. */
  readonly replaced?: Session | undefined;
  /** False where the user may want to be another one. */
  readonly silently?: boolean;
  /** True where the user asked for it, false for a call and for notebook code. */
  readonly asked?: boolean;
}

interface Run {
  readonly done: Promise<void>;
  readonly controller: AbortController;
}

/** Gets sessions on their way: from the host, without the user, or by a sign-in that the user takes part in. */
export class Acquisition {
  private readonly running = new Map<string, Run>();
  /** Sign-ins without the user that pages brought about by being opened. */
  private readonly probed = new Map<string, Promise<void>>();
  /** When the issuer last would not answer without the user (ms since the epoch). */
  private readonly silentFailures = new Map<string, number>();

  constructor(private readonly context: AcquisitionContext) {}

  /** One at a time for each provider; resolves once the user can go on, or there is a reason why not. */
  acquire(provider: SessionProvider, how: Acquiring = {}): Promise<void> {
    const running = this.running.get(provider.id);
    if (running) return running.done;
    const controller = new AbortController();
    const done = this.run(provider, how, controller.signal).finally(() => {
      if (this.running.get(provider.id)?.controller === controller) {
        this.running.delete(provider.id);
      }
    });
    this.running.set(provider.id, { done, controller });
    return done;
  }

  /** The user has signed out or cancelled: what is on its way brings up nothing any more. */
  stop(id: string): void {
    this.running.get(id)?.controller.abort();
    this.running.delete(id);
  }

  /** True while a session may come without anybody doing more about it here. */
  isComing(id: string): boolean {
    return this.running.has(id) || this.isLive(id);
  }

  /** Brings up a sign-in by this method. */
  async start(id: string, method: InteractiveMethod): Promise<void> {
    const { flow, started } = this.context;
    await flow(id)?.start(method);
    started();
  }

  /** Signs in without the user where that can be done, once a start: a page has come that has no host. */
  async probe({ id }: SessionProvider): Promise<void> {
    const { vault } = this.context;
    if (this.probed.has(id) || vault.session(id) || vault.isSignedOut(id) || this.isComing(id)) {
      return;
    }
    const probe = this.silently(id).then(() => undefined);
    this.probed.set(id, probe);
    await probe;
  }

  /** The host's credential, another than that of `stale`, where there is a host that may have one. */
  async fromHost(id: string, stale?: Session): Promise<Session | undefined> {
    const { vault, runtime, hostProvider, askHost } = this.context;
    if (hostProvider !== id || !vault.hasHost) return undefined;
    const refused = askHost().then((answer) =>
      answer === 'nobody' ? undefined : new Promise<never>(() => undefined),
    );
    const given = waitForChange(vault, runtime, HOST_ANSWER_MS, () =>
      otherThan(stale, vault.session(id)),
    );
    return Promise.race([given, refused]);
  }

  /** A session by `prompt=none`, another than `stale`, where the provider's cookies let it. */
  async silently(id: string, stale?: Session): Promise<Session | undefined> {
    const { vault, runtime, flow } = this.context;
    // Nor beside a sign-in that the user takes part in: it would be gone.
    if (this.isLive(id) || this.hasJustFailed(id)) return undefined;
    const signIn = await flow(id)?.startSilently?.();
    if (signIn === undefined) return undefined;
    const found =
      !vault.isSignedOut(id) &&
      (await waitForChange(vault, runtime, SILENT_MS, () => {
        const session = otherThan(stale, vault.session(id));
        return session ?? (vault.signIn(id)?.id === signIn ? undefined : null);
      }));
    vault.dropSignIn(id, signIn);
    if (found) return found;
    this.silentFailures.set(id, runtime.now());
    return undefined;
  }

  private async run(
    { id, label }: SessionProvider,
    { replaced, silently = true, asked = false }: Acquiring,
    stopped: AbortSignal,
  ): Promise<void> {
    const { vault, runtime, flow, hostProvider, started } = this.context;
    const isStopped = () => stopped.aborted;
    if (this.isLive(id)) return;
    vault.clearTrouble(id);
    const signedOut = vault.isSignedOut(id);
    // After a sign-out nothing brings a session back unasked; the host is asked when the user asks.
    if (asked) vault.setSignedOut(id, false);
    if ((asked || !signedOut) && (await this.fromHost(id, replaced))) return;
    await this.probed.get(id);
    if (isStopped()) return;
    if (silently && !signedOut && (await this.silently(id, replaced))) return;
    if (isStopped()) return;
    const session = vault.session(id);
    if (session && !(replaced && sameCredential(session, replaced))) return;
    const method = await flow(id)?.firstMethod();
    if (isStopped()) return;
    if (method) {
      await this.start(id, method);
      return;
    }
    // A page that was opened from the host and cannot ask it: calls wait until the user has done that again.
    if (hostProvider === id && !vault.hasHost) {
      startElsewhere(id, 'host', { vault, runtime });
      started();
      return;
    }
    vault.endSignIn(id, {
      code: 'sign-in-required',
      detail: vault.isSignedOut(id)
        ? `Signed out of ${label}: choose Sign in, then run the cell again.`
        : `Not signed in to ${label}: no page gave this site a session. Open it from ${label}, signed in there.`,
      at: runtime.now(),
    });
  }

  /** True while a sign-in that the user takes part in can still succeed. */
  private isLive(id: string): boolean {
    const { phase, method } = this.context.vault.signIn(id) ?? {};
    return method !== 'silent' && (phase === 'starting' || phase === 'pending');
  }

  private hasJustFailed(id: string): boolean {
    const at = this.silentFailures.get(id);
    return at !== undefined && this.context.runtime.now() - at < SILENT_PAUSE_MS;
  }
}

function otherThan(stale: Session | undefined, session: Session | undefined): Session | undefined {
  return session && stale && sameCredential(session, stale) ? undefined : session;
}
