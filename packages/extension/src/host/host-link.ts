import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';
import { dataOf, isTrusted, originOf, sourceOf, stop } from './captured';
import { HostPort } from './host-port';
import type { Versions } from './host-port';
import { WorkerLine } from './worker-line';

/** No answer by then (ms) means that there is no host: the site runs standalone. */
const HOST_ANSWER_MS = 2_000;
/** A host that is there may take longer (ms) to find out who is signed in. */
const HOST_SESSION_MS = 15_000;

declare global {
  interface Window {
    /** Sends data from a notebook's output to the host page; platforms' packages call it. */
    sendDataToHost?: (data: unknown) => void;
  }
}

/** The parent or opener, which may be the host. */
export function hostWindow(): Window | undefined {
  if (window.parent !== window) return window.parent;
  return (window.opener as Window | null) ?? undefined;
}

/**
 * The page's line to the host: a port, where the host has the SDK, and the
 * messages that platforms use today; to and from the parent or opener window
 * and the configured origins alone.
 */
export class HostLink {
  /** Resolves when the host has answered, or is not there. */
  readonly settled: Promise<void>;
  /** Resolves where the host's versions of the messages and the site's are too far apart. */
  readonly refused: Promise<Versions>;
  /** Undefined until the worker has told them. */
  #origins: readonly string[] | undefined;
  #line: WorkerLine | undefined;
  readonly #early: MessageEvent[] = [];
  readonly #port: HostPort;
  #answered: () => void = () => undefined;

  constructor(
    private readonly host: Window | undefined,
    private readonly bridge: Bridge,
  ) {
    let refuse: (versions: Versions) => void = () => undefined;
    this.refused = new Promise((resolve) => (refuse = resolve));
    this.#port = new HostPort(host, {
      onWelcome: () => this.#isThere(),
      onSettled: (problem) => this.#settle(problem),
      onRefusal: (versions) => {
        refuse(versions);
        this.#answered();
      },
    });
    if (host) {
      window.addEventListener('message', (event) => this.#onMessage(event), { capture: true });
      window.sendDataToHost = (data) => this.#sendData(data);
    }
    this.settled = this.#connect().catch(() => this.#meet([]));
  }

  async #connect(): Promise<void> {
    const { config } = await this.bridge.ready;
    const line = new WorkerLine(await navigator.serviceWorker.ready);
    this.#line = line;
    // In a page without a host too: no script that comes later can speak for one.
    line.claim();
    this.bridge.onRestart(() => {
      line.claim();
      return Promise.resolve();
    });
    if (this.host) await this.#greet(config.hostOrigins, line);
  }

  async #greet(origins: readonly string[], line: WorkerLine): Promise<void> {
    const answer = new Promise<void>((resolve) => (this.#answered = resolve));
    this.#meet(origins);
    if (origins.length === 0) {
      await this.bridge.setHost(false);
      return;
    }
    this.bridge.hostNeeded.connect(() => this.#ask());
    this.bridge.onRestart(() => this.#askAgain());
    this.#port.start(origins, line);
    this.#post('get-data');
    if ((await Promise.race([answer, timer(HOST_ANSWER_MS)])) !== 'none') return;
    if (this.#port.isWelcome) await Promise.race([answer, timer(HOST_SESSION_MS)]);
    else await this.bridge.setHost(false);
  }

  /** From now on messages of these origins are taken, and no others are kept. */
  #meet(origins: readonly string[]): void {
    this.#origins = origins;
    for (const event of this.#early.splice(0)) this.#receive(event);
  }

  #ask(): void {
    if (this.#port.isWelcome) this.#port.renew();
    else this.#post('get-data');
  }

  /** A restarted worker has no port; where it has lost the session, that is asked for before a call needs it. */
  #askAgain(): Promise<void> {
    const isLost = !this.bridge.state?.providers.some(({ session }) => session);
    if (isLost || this.#port.isWelcome) this.#ask();
    return Promise.resolve();
  }

  #onMessage(event: MessageEvent<unknown>): void {
    if (!isTrusted(event) || this.#port.take(event)) return;
    if (sourceOf(event) !== this.host || !isHostMessage(dataOf(event))) return;
    // It may hold a token, and is meant for us alone.
    stop(event);
    if (this.#origins === undefined) this.#early.push(event);
    else this.#receive(event);
  }

  #receive(event: MessageEvent<unknown>): void {
    const data = dataOf(event);
    if (!this.#origins?.includes(originOf(event)) || !isHostMessage(data)) return;
    this.#isThere();
    this.#line?.sendData(data.payload, (problem) => this.#settle(problem));
  }

  /** It may come later than it is waited for: there is a host then after all. */
  #isThere(): void {
    void this.bridge.setHost(true).catch(() => undefined);
  }

  #settle(problem?: string): void {
    if (problem !== undefined) console.warn(problem);
    this.#answered();
  }

  #sendData(data: unknown): void {
    if (!this.#port.sendData(data)) this.#post('set-data', data);
  }

  #post(action: 'get-data' | 'set-data', payload?: unknown): void {
    for (const origin of this.#origins ?? []) {
      this.host?.postMessage({ type: 'from-iframe-to-host', action, payload }, origin);
    }
  }
}

function isHostMessage(data: unknown): data is { readonly payload: JsonObject } {
  return isRecord(data) && data.type === 'from-host-to-iframe' && isRecord(data.payload);
}

function timer(ms: number): Promise<'none'> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'none'));
}
