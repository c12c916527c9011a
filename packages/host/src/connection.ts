import {
  commonVersion,
  HOST_VERSIONS,
  parseControlRequest,
  parseHostHello,
} from '@jupyterlite-auth-bridge/protocol';
import type {
  ErrorCode,
  HostHello,
  HostWindowMessage,
  WorkerPortMessage,
} from '@jupyterlite-auth-bridge/protocol';
import { isBlank } from './load-anew.js';
import type { NotebookHost, NotebookOptions, NotebookState } from './options.js';
import { WorkerPort } from './worker-port.js';

/** The worker answers at once; one that has not by then (ms) was stopped. */
const TAKEN_MS = 2_000;
const TRIES = 3;
/** A site that has not said hello by then (ms) will not: JupyterLite starts in less on slow machines. */
const HELLO_MS = 60_000;

/** Where the notebooks are. */
export interface Place {
  readonly origin: string;
  /** Their window now; null while there is none. */
  readonly target: () => Window | null;
  /**
   * The document there is another one than was greeted: loads the site anew,
   * and calls `onGone` when no script of an old document is left in the window.
   */
  readonly reload: (onGone: () => void) => void;
  /** What to say where the site stays silent. */
  readonly silent: NotebookState;
}

/** The host's end of the channel, whatever window the notebooks are in. */
export class Connection implements NotebookHost {
  private current: NotebookState = { status: 'loading' };
  private refused = 0;
  private data: Readonly<Record<string, unknown>> | undefined;
  /** Window and document that were greeted. */
  private greeted: { readonly window: unknown; readonly page: string } | undefined;
  private control: MessagePort | undefined;
  private worker: WorkerPort | undefined;
  private readonly listener = (event: MessageEvent<unknown>) => this.receive(event);
  private readonly patience: ReturnType<typeof setTimeout>;

  constructor(
    private readonly place: Place,
    private readonly options: NotebookOptions,
  ) {
    this.data = options.data;
    window.addEventListener('message', this.listener);
    this.patience = setTimeout(() => {
      if (this.current.status === 'loading') this.become(place.silent);
    }, HELLO_MS);
    this.knock();
  }

  get state(): NotebookState {
    return this.current;
  }

  get ignored(): number {
    return this.refused;
  }

  setData(data: Readonly<Record<string, unknown>>): void {
    this.data = data;
    this.push(() => this.sendData());
  }

  signOut(): void {
    this.push((onTaken) => this.worker?.send({ type: 'sign-out' }, onTaken));
  }

  dispose(): void {
    this.end();
    this.become({ status: 'closed' });
  }

  /** Ends the connection with what keeps it from being one. */
  fail(code: ErrorCode, detail: string): void {
    this.end();
    this.become({ status: 'failed', problem: { code, detail } });
  }

  private end(): void {
    clearTimeout(this.patience);
    window.removeEventListener('message', this.listener);
    this.worker?.close();
    this.control?.close();
    this.worker = this.control = undefined;
  }

  /** The site may have said hello before this was here. One that has not loaded yet will. */
  private knock(): void {
    const target = this.place.target();
    if (target && !isBlank(target)) this.post(target, { type: 'auth-bridge:host-here' });
  }

  private receive(event: MessageEvent<unknown>): void {
    const hello = parseHostHello(event.data);
    if (!hello) return;
    const target = this.place.target();
    if (!target || event.source !== target || event.origin !== this.place.origin) {
      this.refused += 1;
      return;
    }
    if (this.greeted?.window === target) {
      // The same document asks again, or another one is there now: it may be anybody's of that origin.
      this.refused += 1;
      if (this.greeted.page !== hello.page) this.place.reload(() => (this.greeted = undefined));
      return;
    }
    this.welcome(target, hello);
  }

  private welcome(target: Window, { versions, page }: HostHello): void {
    this.greeted = { window: target, page };
    const version = commonVersion(versions);
    if (version === undefined) {
      const refusal = { type: 'auth-bridge:host-refusal', code: 'version-mismatch' } as const;
      this.post(target, { ...refusal, versions: HOST_VERSIONS });
      this.fail('version-mismatch', differentVersions(versions));
      return;
    }
    this.control?.close();
    const { port1, port2 } = new MessageChannel();
    this.control = port1;
    port1.onmessage = ({ data }: MessageEvent<unknown>) => this.onControl(data);
    this.post(target, { type: 'auth-bridge:host-welcome', version }, port2);
  }

  private onControl(data: unknown): void {
    const request = parseControlRequest(data);
    if (request?.type === 'need-port') this.renewPort();
    if (request?.type === 'data') this.options.onData?.(request.data);
  }

  /** Makes a port that ends in the worker, by way of the page, which starts it where it does not run. */
  private renewPort(): void {
    if (!this.control) return;
    this.worker?.close();
    const { port1, port2 } = new MessageChannel();
    this.worker = new WorkerPort(port1, {
      getSession: (request) => this.options.getSession(request),
      onUser: (user) =>
        this.become(user ? { status: 'signed-in', user } : { status: 'signed-out' }),
      onProblem: (code, detail) => this.become({ ...this.current, problem: { code, detail } }),
      onLife: () => clearTimeout(this.patience),
    });
    const message: WorkerPortMessage = { type: 'worker-port' };
    this.control.postMessage(message, [port2]);
    this.sendData();
  }

  private sendData(onTaken?: () => void): void {
    if (this.data) this.worker?.send({ type: 'set-data', data: this.data }, onTaken);
    else onTaken?.();
  }

  /** Sends it until the worker has taken it: a port tells nobody that its other end is gone. */
  private push(send: (onTaken: () => void) => void, tries = TRIES): void {
    if (!this.worker) return; // it goes out with the first port
    let isTaken = false;
    send(() => (isTaken = true));
    setTimeout(() => {
      if (isTaken || !this.worker) return;
      if (tries > 1) {
        this.renewPort();
        this.push(send, tries - 1);
        return;
      }
      const detail = 'The notebooks did not answer: what was sent last may not have arrived.';
      this.become({ ...this.current, problem: { code: 'message-timeout', detail } });
    }, TAKEN_MS);
  }

  private become(state: NotebookState): void {
    if (JSON.stringify(state) === JSON.stringify(this.current)) return;
    this.current = state;
    // Not within the call that makes the host: what it returns is in no variable yet.
    queueMicrotask(() => this.options.onState?.(state));
  }

  private post(target: Window, message: HostWindowMessage, port?: MessagePort): void {
    target.postMessage(message, this.place.origin, port ? [port] : []);
  }
}

function differentVersions(theirs: readonly number[]): string {
  const isSiteOlder = Math.max(...theirs) < Math.max(...HOST_VERSIONS);
  return `This page speaks version ${HOST_VERSIONS.join(', ')} of the host messages and the notebooks' site version ${theirs.join(', ')}: update ${isSiteOlder ? 'the site' : '@jupyterlite-auth-bridge/host in this page'}.`;
}
