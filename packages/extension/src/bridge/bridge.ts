import { BridgeError, PROTOCOL_VERSION } from '@jupyterlite-auth-bridge/protocol';
import type {
  BridgeState,
  PageReplies,
  PageRequest,
  PageRequestType,
  Reply,
  WorkerEvent,
} from '@jupyterlite-auth-bridge/protocol';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { messageSW } from 'workbox-window';
import { foreignWorkerIsGone, leaveForeignWorker } from './foreign-worker';
import { isOwnWorker, registerWorker, untilControlled } from './register-worker';
import { startKeeper } from './start-keeper';
import { isSameVersion, isVersionMismatch, untilReplaced, updateWorker } from './versions';

/** A sign-in waits for the issuer (10 s) and for the host (5 s); everything else is quicker (ms). */
const ANSWER_MS = 20_000;
/** A worker that has not answered a greeting by then (ms) may be JupyterLite's own. */
const SILENCE_MS = 2_000;
/** How often a request is sent while the worker restores its session. */
const TRIES = 3;

export type Greeting = PageReplies['auth-bridge:hello'];
export type SilentSignIn = Extract<WorkerEvent, { type: 'auth-bridge:authorize-silently' }>;
export type SignedOut = Extract<WorkerEvent, { type: 'auth-bridge:signed-out' }>;

/**
 * How this page's version compares with the worker's: `updated` when the worker
 * was older and has been replaced, `different` where only a reload can help.
 */
export type Versions = 'same' | 'updated' | 'different';

/** The page's line to the site's worker. */
export class Bridge {
  /** Resolves when the worker controls the page and has greeted it; rejects with a BridgeError. */
  readonly ready: Promise<Greeting>;
  private readonly _stateChanged = new Signal<this, BridgeState>(this);
  private readonly _hostNeeded = new Signal<this, void>(this);
  private readonly _kernelValuesChanged = new Signal<this, void>(this);
  private readonly _silentSignInNeeded = new Signal<this, SilentSignIn>(this);
  private readonly _signedOut = new Signal<this, SignedOut>(this);
  private readonly _versionsChanged = new Signal<this, Versions>(this);
  private _state: BridgeState | undefined;
  private _versions: Versions = 'same';
  private _hostOrigins: readonly string[] = [];
  private greeted: ServiceWorker | undefined;
  private readonly introductions = new Set<() => Promise<void>>();

  /**
   * @param build build id of the worker that this page was built with; without one nothing is
   *   registered and nobody answers
   * @param hasHost whether this page has a parent or an opener that may be the host
   */
  constructor(
    private readonly build: string | undefined,
    private hasHost: boolean,
  ) {
    this.ready = this.connect();
    this.ready.catch(() => undefined); // whoever needs it hears of it
  }

  /** The last state that the worker told; undefined before its greeting. */
  get state(): BridgeState | undefined {
    return this._state;
  }

  /** Origins of the pages that may open the site; none before the worker's greeting. */
  get hostOrigins(): readonly string[] {
    return this._hostOrigins;
  }

  get versions(): Versions {
    return this._versions;
  }

  get versionsChanged(): ISignal<this, Versions> {
    return this._versionsChanged;
  }

  get stateChanged(): ISignal<this, BridgeState> {
    return this._stateChanged;
  }

  /** The worker wants a fresh credential of the host. */
  get hostNeeded(): ISignal<this, void> {
    return this._hostNeeded;
  }

  get kernelValuesChanged(): ISignal<this, void> {
    return this._kernelValuesChanged;
  }

  /** The worker wants this page to ask the issuer without the user, in a hidden frame. */
  get silentSignInNeeded(): ISignal<this, SilentSignIn> {
    return this._silentSignInNeeded;
  }

  /** The user has signed out, here or in another tab or kernel. */
  get signedOut(): ISignal<this, SignedOut> {
    return this._signedOut;
  }

  /**
   * Sends a request and resolves with its answer. Rejects with a BridgeError:
   * the worker's own, `worker-unavailable`, or `message-timeout` after 20 s.
   */
  async request<T extends PageRequestType>(
    request: Extract<PageRequest, { type: T }>,
  ): Promise<PageReplies[T]> {
    await this.ready;
    return send(await activeWorker(), request);
  }

  /** Whether the window around or behind this page is a host that answers. */
  async setHost(present: boolean): Promise<void> {
    if (this.hasHost === present) return;
    this.hasHost = present;
    await this.request({ type: 'auth-bridge:host-present', present });
  }

  /** Calls `introduce` whenever the worker may know nothing of this page, before the page greets it again. */
  onRestart(introduce: () => Promise<void>): void {
    this.introductions.add(introduce);
  }

  private async connect(): Promise<Greeting> {
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    if (this.build === undefined) {
      throw new BridgeError('worker-unavailable', 'This site has no auth.json.');
    }
    const registration = await registerWorker();
    serviceWorker?.addEventListener('message', (event) => this.onMessage(event));
    serviceWorker?.startMessages();
    const greeting = await this.greetOwnVersion(registration);
    if (!(await untilControlled())) {
      throw new BridgeError(
        'worker-unavailable',
        'The service worker did not take control of this page. Reload it.',
      );
    }
    // Another worker takes over while the page is open: it does not know this page yet.
    serviceWorker?.addEventListener('controllerchange', () => void this.greetAgain());
    if (registration.active !== this.greeted) void this.greetAgain();
    // A browser can keep a page that is left, and show it again as it was: it has heard of nothing since.
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) void this.introduceAgain();
    });
    void startKeeper();
    return greeting;
  }

  /** Greets the worker; where it is of another version than this page, looks for a newer one first. */
  private async greetOwnVersion(registration: ServiceWorkerRegistration): Promise<Greeting> {
    const first = await this.greetFirst(registration).catch((error: unknown) => {
      if (isVersionMismatch(error)) return undefined;
      throw error;
    });
    if (first && isSameVersion(this.build, first)) return first;
    // A look that was on its way may have brought the newer one already.
    const updated = (await updateWorker(registration)) || registration.active !== this.greeted;
    const greeting = updated || !first ? await this.greet() : first;
    this.setVersions(isSameVersion(this.build, greeting) ? 'updated' : 'different');
    return greeting;
  }

  /** JupyterLite's own worker, where a site has just got the bridge, answers nothing: ours comes after it. */
  private async greetFirst(registration: ServiceWorkerRegistration): Promise<Greeting> {
    const answered = new AbortController();
    const replaced = untilReplaced(registration, answered.signal);
    const never = new Promise<never>(() => undefined);
    // The browser looks for a newer one by itself, but not before the page has settled.
    const look = setTimeout(() => void registration.update().catch(() => undefined), SILENCE_MS);
    try {
      return await Promise.race([
        this.greet(),
        replaced.then((newer) => (newer ? this.greet() : never)),
        leaveForeignWorker(registration, answered.signal).then(() => never),
      ]);
    } finally {
      clearTimeout(look);
      answered.abort();
    }
  }

  private async greetAgain(): Promise<void> {
    try {
      if (!isSameVersion(this.build, await this.greet())) this.setVersions('different');
    } catch (error) {
      if (isVersionMismatch(error)) this.setVersions('different');
    }
  }

  private async introduceAgain(): Promise<void> {
    await Promise.allSettled([...this.introductions].map((introduce) => introduce()));
    await this.greetAgain();
  }

  private async greet(): Promise<Greeting> {
    const worker = await activeWorker();
    const greeting = await send(worker, {
      type: 'auth-bridge:hello',
      version: PROTOCOL_VERSION,
      host: this.hasHost,
    });
    this.greeted = worker;
    foreignWorkerIsGone();
    this._hostOrigins = greeting.config.hostOrigins;
    this.setState(greeting.state);
    return greeting;
  }

  private onMessage({ source, data }: MessageEvent): void {
    // Only our own worker is believed: kernels can post to pages as well, and so can
    // the worker of another site of this origin.
    if (!(source instanceof ServiceWorker) || !isOwnWorker(source.scriptURL)) return;
    const event = data as WorkerEvent;
    switch (event.type) {
      case 'auth-bridge:state': {
        this.setState(event.state);
        return;
      }
      case 'auth-bridge:host-needed': {
        this._hostNeeded.emit();
        return;
      }
      case 'auth-bridge:kernel-values-changed': {
        this._kernelValuesChanged.emit();
        return;
      }
      case 'auth-bridge:authorize-silently': {
        this._silentSignInNeeded.emit(event);
        return;
      }
      case 'auth-bridge:signed-out': {
        this._signedOut.emit(event);
        return;
      }
    }
  }

  private setVersions(versions: Versions): void {
    if (this._versions === versions) return;
    this._versions = versions;
    this._versionsChanged.emit(versions);
  }

  /** Answers and events take different ways: an older state does not take the place of a newer one. */
  private setState(state: BridgeState): void {
    const known = this._state;
    if (known?.boot === state.boot && known.changes > state.changes) return;
    this._state = state;
    this._stateChanged.emit(state);
    if (known && known.boot !== state.boot) void this.introduceAgain();
  }
}

async function send<T extends PageRequestType>(
  worker: ServiceWorker,
  request: Extract<PageRequest, { type: T }>,
  tries = TRIES,
): Promise<PageReplies[T]> {
  const reply = (await inTime(messageSW(worker, request))) as Reply<PageReplies[T]>;
  if (reply.ok) return reply.value;
  const { code, detail } = reply.error;
  // The worker has waited before it said so, and goes on with what it does.
  if (code === 'session-restoring' && tries > 1) return send(worker, request, tries - 1);
  throw new BridgeError(code, detail);
}

async function activeWorker(): Promise<ServiceWorker> {
  const { active } = await navigator.serviceWorker.ready;
  if (active) return active;
  throw new BridgeError('worker-unavailable', 'The service worker is gone. Reload the page.');
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: number | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const detail = "This site's service worker did not answer. Reload the page.";
    timer = window.setTimeout(() => reject(new BridgeError('message-timeout', detail)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
