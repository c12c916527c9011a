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
import { isOwnWorker, registerWorker, untilControlled } from './register-worker';
import { startKeeper } from './start-keeper';

/** A sign-in waits for the issuer (10 s) and for the host (5 s); everything else is quicker (ms). */
const ANSWER_MS = 20_000;

export type Greeting = PageReplies['auth-bridge:hello'];
export type SilentSignIn = Extract<WorkerEvent, { type: 'auth-bridge:authorize-silently' }>;
export type SignedOut = Extract<WorkerEvent, { type: 'auth-bridge:signed-out' }>;

/** The page's line to the site's worker. */
export class Bridge {
  /** Resolves when the worker controls the page and has greeted it; rejects with a BridgeError. */
  readonly ready: Promise<Greeting>;
  private readonly _stateChanged = new Signal<this, BridgeState>(this);
  private readonly _hostNeeded = new Signal<this, void>(this);
  private readonly _kernelValuesChanged = new Signal<this, void>(this);
  private readonly _silentSignInNeeded = new Signal<this, SilentSignIn>(this);
  private readonly _signedOut = new Signal<this, SignedOut>(this);
  private _state: BridgeState | undefined;

  /** @param hasHost whether this page has a parent or an opener that may be the host */
  constructor(private readonly hasHost: boolean) {
    this.ready = this.connect();
    this.ready.catch(() => undefined); // whoever needs it hears of it
  }

  /** The last state that the worker told; undefined before its greeting. */
  get state(): BridgeState | undefined {
    return this._state;
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
    return this.send(request);
  }

  private async connect(): Promise<Greeting> {
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    await registerWorker();
    serviceWorker?.addEventListener('message', (event) => this.onMessage(event));
    serviceWorker?.startMessages();
    const greeting = await this.greet();
    if (!(await untilControlled())) {
      throw new BridgeError(
        'worker-unavailable',
        'The service worker did not take control of this page. Reload it.',
      );
    }
    // A new version of the worker takes over while the page is open: it does not know this page yet.
    serviceWorker?.addEventListener(
      'controllerchange',
      () => void this.greet().catch(() => undefined),
    );
    void startKeeper();
    return greeting;
  }

  private async greet(): Promise<Greeting> {
    const greeting = await this.send({
      type: 'auth-bridge:hello',
      version: PROTOCOL_VERSION,
      host: this.hasHost,
    });
    this.setState(greeting.state);
    return greeting;
  }

  private async send<T extends PageRequestType>(
    request: Extract<PageRequest, { type: T }>,
  ): Promise<PageReplies[T]> {
    const worker = await activeWorker();
    const reply = (await Promise.race([messageSW(worker, request), timeout()])) as Reply<
      PageReplies[T]
    >;
    if (reply.ok) return reply.value;
    throw new BridgeError(reply.error.code, reply.error.detail);
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

  /** Answers and events take different ways: an older state does not take the place of a newer one. */
  private setState(state: BridgeState): void {
    const known = this._state;
    if (known?.boot === state.boot && known.changes > state.changes) return;
    this._state = state;
    this._stateChanged.emit(state);
  }
}

async function activeWorker(): Promise<ServiceWorker> {
  const { active } = await navigator.serviceWorker.ready;
  if (active) return active;
  throw new BridgeError('worker-unavailable', 'The service worker is gone. Reload the page.');
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new BridgeError('message-timeout', 'The sign-in service did not answer. Try again.'));
    }, ANSWER_MS);
  });
}
