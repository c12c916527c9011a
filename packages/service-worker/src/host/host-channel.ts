import {
  BridgeError,
  idOf,
  parseHostSession,
  parseHostToWorker,
} from '@jupyterlite-auth-bridge/protocol';
import type {
  HostToWorker,
  JsonObject,
  ParsedHostSession,
  SessionReason,
  WorkerToHost,
} from '@jupyterlite-auth-bridge/protocol';
import { describeError } from '../failure.js';
import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';
import { readPushedData } from './read-pushed-data.js';

/** A host may ask its server, and that one its user's session (ms). */
const ANSWER_MS = 10_000;
/** So many tokens are kept out of a host's data: by then the oldest has ended. */
const MOST_EARLIER = 10;

/** What a host says: a session, that nobody is signed in there, or nothing in time. */
export type HostAnswer = 'session' | 'nobody' | 'no-answer';

export interface HostChannelEvents {
  /** Throws a BridgeError where it cannot be used. */
  readonly session: (session: ParsedHostSession) => void;
  /** What kernels see of the host has changed. Throws a BridgeError where it cannot be used. */
  readonly data: (seen: HostView) => void;
  /** Nobody is signed in at the host, or the host wants its session to end. */
  readonly ended: () => void | Promise<void>;
}

/** What the host has said last. */
export interface HostView {
  readonly data?: JsonObject;
  readonly session?: ParsedHostSession;
  /** Tokens of sessions before: data that was sent beside one of them may hold it. */
  readonly earlier?: readonly string[];
}

/** A port to the host of one page. The port has no word for its other side's end, so every question has a limit. */
export class HostChannel {
  private readonly questions = new Map<number, (answer: HostAnswer) => void>();
  private last = 0;
  private seen: HostView = {};

  constructor(
    private readonly port: MessagePort,
    private readonly runtime: Runtime,
    private readonly events: HostChannelEvents,
  ) {
    port.onmessage = ({ data }: MessageEvent<unknown>) => void this.receive(data);
    port.onmessageerror = () => this.fail(-1, unreadable());
  }

  /** Asks for a session and takes it; 10 s at most. */
  async ask(reason: SessionReason): Promise<HostAnswer> {
    const id = (this.last += 1);
    const answer = new Promise<HostAnswer>((resolve) => this.questions.set(id, resolve));
    this.post({ type: 'get-session', id, reason });
    const late = delay(this.runtime, ANSWER_MS).then((): HostAnswer => 'no-answer');
    const found = await Promise.race([answer, late]);
    this.questions.delete(id);
    return found;
  }

  tell(user: Extract<WorkerToHost, { type: 'state' }>['user']): void {
    this.post({ type: 'state', user });
  }

  close(): void {
    this.port.onmessage = null;
    this.port.close();
    for (const answer of this.questions.values()) answer('no-answer');
  }

  private async receive(message: unknown): Promise<void> {
    try {
      const parsed = parseHostToWorker(message);
      await this.carryOut(parsed);
      this.post({ type: 'done', id: parsed.id });
    } catch (error) {
      this.fail(idOf(message), error);
    }
  }

  private async carryOut(message: HostToWorker): Promise<void> {
    switch (message.type) {
      case 'session':
        return this.takeSession(message);
      case 'no-answer':
        this.settle(message.asked, 'no-answer');
        return;
      case 'set-data': {
        this.show({ ...this.seen, data: readPushedData(message.data) });
        return;
      }
      case 'sign-out':
        await this.events.ended();
    }
  }

  private earlier(): Pick<HostView, 'earlier'> {
    const { session, earlier = [] } = this.seen;
    if (!session) return {};
    const token = 'authToken' in session ? session.authToken : session.accessToken;
    return { earlier: [...earlier, token].slice(-MOST_EARLIER) };
  }

  private show(view: HostView): void {
    this.events.data(view);
    this.seen = view;
  }

  /** One that was not asked for, or not any more, is taken too: the host's newest word counts. */
  private async takeSession({ asked, session }: Extract<HostToWorker, { type: 'session' }>) {
    if (asked > this.last) throw new BridgeError('message-invalid', 'Nobody asked that.');
    if (session === null) {
      await this.events.ended();
      this.settle(asked, 'nobody');
      return;
    }
    try {
      const parsed = parseHostSession(session);
      this.show({ ...this.seen, session: parsed, ...this.earlier() });
      this.events.session(parsed);
      this.settle(asked, 'session');
    } catch (error) {
      this.settle(asked, 'no-answer');
      throw error;
    }
  }

  private settle(asked: number, answer: HostAnswer): void {
    this.questions.get(asked)?.(answer);
  }

  private fail(id: number, error: unknown): void {
    this.post({ type: 'failed', id, ...describeError(error) });
  }

  private post(message: WorkerToHost): void {
    this.port.postMessage(message);
  }
}

function unreadable(): BridgeError {
  return new BridgeError('message-invalid', 'The message was refused: it could not be read.');
}
