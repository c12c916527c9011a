import {
  BridgeError,
  parseHostSession,
  parseWorkerToHost,
} from '@jupyterlite-auth-bridge/protocol';
import type {
  ErrorCode,
  HostToWorker,
  HostUser,
  WorkerToHost,
} from '@jupyterlite-auth-bridge/protocol';
import type { NotebookOptions } from './options.js';

export interface WorkerPortEvents {
  readonly getSession: NotebookOptions['getSession'];
  readonly onUser: (user: HostUser | null) => void;
  readonly onProblem: (code: ErrorCode, detail: string) => void;
  /** The worker has said something. */
  readonly onLife: () => void;
}

/** A message without the id that it gets. */
type Message = HostToWorker extends infer Each
  ? Each extends HostToWorker
    ? Omit<Each, 'id'>
    : never
  : never;

let lastId = 0;

/** One port to the worker of the notebooks' site. */
export class WorkerPort {
  /** What the worker has not answered yet, with what is called then. */
  private readonly open = new Map<number, () => void>();

  constructor(
    private readonly port: MessagePort,
    private readonly events: WorkerPortEvents,
  ) {
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseWorkerToHost(data);
      if (message) this.receive(message);
    };
  }

  /** @param onTaken is called when the worker has taken or refused it */
  send(message: Message, onTaken: () => void = () => undefined): void {
    const id = (lastId += 1);
    this.open.set(id, onTaken);
    try {
      this.port.postMessage({ ...message, id });
    } catch {
      this.open.delete(id);
      onTaken();
      this.events.onProblem('host-data-invalid', 'This cannot be sent: it is not JSON data.');
    }
  }

  close(): void {
    this.port.onmessage = null;
    this.port.close();
  }

  private receive(message: WorkerToHost): void {
    this.events.onLife();
    switch (message.type) {
      case 'get-session':
        void this.answer(message);
        return;
      case 'state':
        this.events.onUser(message.user);
        return;
      case 'failed':
        this.events.onProblem(message.code, message.detail);
    }
    this.open.get(message.id)?.();
    this.open.delete(message.id);
  }

  private async answer({ id: asked, reason }: Extract<WorkerToHost, { type: 'get-session' }>) {
    try {
      const session = await this.events.getSession({ reason });
      // Read here too: the developer sees the mistake in their own page.
      this.send({ type: 'session', asked, session: session && parseHostSession(session) });
    } catch (error) {
      this.send({ type: 'no-answer', asked });
      const isOurs = error instanceof BridgeError;
      this.events.onProblem(
        isOurs ? error.code : 'host-failed',
        isOurs ? error.message : 'getSession() was rejected: the notebooks get no session.',
      );
    }
  }
}
