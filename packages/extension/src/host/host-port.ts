import {
  commonVersion,
  HOST_VERSIONS,
  isRecord,
  parseHostWindowMessage,
} from '@jupyterlite-auth-bridge/protocol';
import type { ControlRequest, HostHello } from '@jupyterlite-auth-bridge/protocol';
import { dataOf, listenTo, originOf, portOf, post, sourceOf, stop } from './captured';
import type { WorkerLine } from './worker-line';

/** Of the messages between host and site, that each side speaks. */
export interface Versions {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

export interface HostPortEvents {
  /** The host has the SDK: it is asked by port from now on. */
  readonly onWelcome: () => void;
  /** The host has given its session to the worker, or has none; with a word where that failed. */
  readonly onSettled: (problem?: string) => void;
  /** Host and site cannot talk. */
  readonly onRefusal: (versions: Versions) => void;
}

/**
 * The page's end of the channel with a host that has the SDK. It gets ports
 * from the host and hands them on to the worker unread; one host, once.
 */
export class HostPort {
  readonly #page = crypto.randomUUID();
  readonly #host: Window | undefined;
  readonly #events: HostPortEvents;
  #origins: readonly string[] = [];
  #line: WorkerLine | undefined;
  #control: MessagePort | undefined;
  #origin = '';
  #isAsked = false;

  constructor(host: Window | undefined, events: HostPortEvents) {
    this.#host = host;
    this.#events = events;
  }

  get isWelcome(): boolean {
    return this.#control !== undefined;
  }

  /** Says hello to the window, where it is one of these origins. */
  start(origins: readonly string[], line: WorkerLine): void {
    this.#origins = origins;
    this.#line = line;
    this.#sayHello();
  }

  /** Asks the host for a port to the worker. */
  renew(): void {
    // A restarted worker lets itself be heard in more than one way.
    if (!this.#isAsked) this.#isAsked = this.#ask({ type: 'need-port' });
  }

  /** Sends the host what a notebook sends; false where it has no port. */
  sendData(data: unknown): boolean {
    return this.#ask({ type: 'data', data });
  }

  /** Takes a message of the window's, where it is for this channel; true then. */
  take(event: MessageEvent): boolean {
    if (sourceOf(event) !== this.#host) return false;
    const message = parseHostWindowMessage(dataOf(event));
    if (!message) return false;
    // It may bring a port, and is meant for us alone.
    stop(event);
    const origin = originOf(event);
    if (!this.#isKnown(origin) || this.#control) return true;
    if (message.type === 'auth-bridge:host-here') this.#sayHello();
    else if (message.type === 'auth-bridge:host-refusal') this.#refuse(message.versions);
    else if (commonVersion([message.version]) === undefined) this.#refuse([message.version]);
    else this.#welcome(portOf(event), origin);
    return true;
  }

  #welcome(port: MessagePort | undefined, origin: string): void {
    if (!port) return;
    this.#control = port;
    this.#origin = origin;
    listenTo(port, (event) => this.#onControl(event));
    this.renew();
    this.#events.onWelcome();
  }

  /** Nothing is awaited between the port's coming and its going: a promise could be read on its way. */
  #onControl(event: MessageEvent): void {
    const message = dataOf(event);
    const port = portOf(event);
    if (!port || !isRecord(message) || message.type !== 'worker-port') return;
    this.#isAsked = false;
    this.#line?.sendPort(port, this.#origin, this.#events.onSettled);
  }

  #ask(request: ControlRequest): boolean {
    if (!this.#control) return false;
    post(this.#control, request);
    return true;
  }

  #refuse(theirs: readonly number[]): void {
    this.#events.onRefusal({ ours: HOST_VERSIONS, theirs });
  }

  /** By index: methods and iterators of arrays may be others by now. */
  #isKnown(origin: string): boolean {
    const { length } = this.#origins;
    for (let i = 0; i < length; i += 1) if (this.#origins[i] === origin) return true;
    return false;
  }

  #sayHello(): void {
    const hello: HostHello = {
      type: 'auth-bridge:host-hello',
      versions: HOST_VERSIONS,
      page: this.#page,
    };
    for (const origin of this.#origins) this.#host?.postMessage(hello, origin);
  }
}
