import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';

/** No answer by then (ms) means that there is no host: the site runs standalone. */
const HOST_ANSWER_MS = 2_000;

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
 * The messages that platforms use today, to and from the parent or opener
 * window and the configured origins alone.
 */
export class HostLink {
  /** Resolves when the host has answered, or is not there. */
  readonly settled: Promise<void>;
  /** Undefined until the worker has told them. */
  private origins: readonly string[] | undefined;
  private readonly early: MessageEvent[] = [];
  private answered: () => void = () => undefined;

  constructor(
    private readonly host: Window,
    private readonly bridge: Bridge,
  ) {
    window.addEventListener('message', (event) => this.onMessage(event), { capture: true });
    window.sendDataToHost = (data) => this.post('set-data', data);
    this.settled = this.connect().catch(() => this.meet([]));
  }

  private async connect(): Promise<void> {
    const { config } = await this.bridge.ready;
    const answer = new Promise<void>((resolve) => (this.answered = resolve));
    this.meet(config.hostOrigins);
    if (config.hostOrigins.length === 0) {
      await this.bridge.setHost(false);
      return;
    }
    this.bridge.hostNeeded.connect(() => this.post('get-data'));
    this.bridge.onRestart(() => this.askAgain());
    this.post('get-data');
    const timer = new Promise<'none'>((resolve) => setTimeout(resolve, HOST_ANSWER_MS, 'none'));
    if ((await Promise.race([answer, timer])) === 'none') await this.bridge.setHost(false);
  }

  /** From now on messages of these origins are taken, and no others are kept. */
  private meet(origins: readonly string[]): void {
    this.origins = origins;
    for (const event of this.early.splice(0)) this.receive(event);
  }

  /** Where the worker has lost the session, it is asked for before a call needs it. */
  private askAgain(): Promise<void> {
    const isLost = !this.bridge.state?.providers.some(({ session }) => session);
    if (isLost) this.post('get-data');
    return Promise.resolve();
  }

  private onMessage(event: MessageEvent<unknown>): void {
    if (event.source !== this.host || !isHostMessage(event.data)) return;
    // It may hold a token, and is meant for us alone.
    event.stopImmediatePropagation();
    if (this.origins === undefined) this.early.push(event);
    else this.receive(event);
  }

  private receive({ origin, data }: MessageEvent<unknown>): void {
    if (!this.origins?.includes(origin) || !isHostMessage(data)) return;
    void this.takeData(data.payload);
  }

  /** It may come later than it is waited for: there is a host then after all. */
  private async takeData(payload: JsonObject): Promise<void> {
    try {
      await this.bridge.setHost(true);
      await this.bridge.request({ type: 'auth-bridge:host-data', payload });
    } catch (error) {
      console.warn(error instanceof Error ? error.message : error);
    } finally {
      this.answered();
    }
  }

  private post(action: 'get-data' | 'set-data', payload?: unknown): void {
    for (const origin of this.origins ?? []) {
      this.host.postMessage({ type: 'from-iframe-to-host', action, payload }, origin);
    }
  }
}

function isHostMessage(data: unknown): data is { readonly payload: JsonObject } {
  return isRecord(data) && data.type === 'from-host-to-iframe' && isRecord(data.payload);
}
