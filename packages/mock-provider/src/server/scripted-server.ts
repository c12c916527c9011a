/// <reference types="node" preserve="true" />
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { status } from './answers.js';
import { allowAnyOrigin, answerPreflight, isPreflight } from './cors.js';
import { readRequest } from './read-request.js';
import type { Received } from './read-request.js';

/** What would answer in this answer's place: the script behind a fault, the built-in answer behind a script. */
export type Next = () => unknown;

/** Answers one request. May take its time, may never end; what it rejects with becomes a 500 that says so. */
export type Answer = (response: ServerResponse, received: Received, next: Next) => unknown;

/** An answer that is the same for every request; scripts of one's own may call it, too. */
export type FixedAnswer = (response: ServerResponse, received?: Received, next?: Next) => void;

export interface ScriptedServerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The name in the server's URLs, a loopback one; `127.0.0.1` unless given. */
  readonly hostname?: string;
  /** Whether pages of all origins may read the answers; true unless given. */
  readonly cors?: boolean;
}

interface Fault {
  readonly answer: Answer;
  left: number;
}

/** A real HTTP server on a loopback port that answers by script and keeps what it received. */
export class ScriptedServer {
  /** Every request in its order, preflights too. */
  readonly received: Received[] = [];
  private readonly builtIn = new Map<string, Answer>();
  private readonly scripts = new Map<string, Answer[]>();
  private readonly faults = new Map<string, Fault>();

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    private readonly cors: boolean,
  ) {}

  /** Rejects where the port is taken. */
  static async start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const { port = 0, hostname = '127.0.0.1', cors = true } = options;
    const server = createServer();
    server.listen(port, hostname);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const scripted = new ScriptedServer(server, `http://${hostname}:${address.port}`, cors);
    server.on('request', (request, response) => void scripted.handle(request, response));
    return scripted;
  }

  /** Answers requests for `path` one after the other; the last answer stays. */
  on(path: string, ...answers: readonly Answer[]): void {
    this.scripts.set(path, [...answers]);
  }

  /** Answers the next `times` requests for `path`, before any script; until `reset` where no number is given. */
  fault(path: string, answer: Answer, times = Infinity): void {
    this.faults.set(path, { answer, left: times });
  }

  /** Forgets the scripts and faults of `path`, or of all paths. */
  reset(path?: string): void {
    for (const each of [this.scripts, this.faults]) {
      if (path === undefined) each.clear();
      else each.delete(path);
    }
  }

  /** What answers where there is neither script nor fault; 404 without it. */
  serve(path: string, answer: Answer): void {
    this.builtIn.set(path, answer);
  }

  /** What came for `path`, without preflights. */
  at(path: string): readonly Received[] {
    return this.received.filter((each) => each.path === path && !isPreflight(each));
  }

  /** Cuts what hangs and frees the port. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that has gone is no failure of the server.
    response.on('error', () => undefined);
    try {
      const received = await readRequest(request, this.origin);
      this.received.push(received);
      if (this.cors) allowAnyOrigin(response);
      if (this.cors && isPreflight(received)) answerPreflight(response, received);
      else await this.answer(response, received);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(`The answer failed: ${String(error)}`);
    }
  }

  private answer(response: ServerResponse, received: Received): unknown {
    const { path } = received;
    const nothing = () => status(404)(response);
    const builtIn = () => (this.builtIn.get(path) ?? nothing)(response, received, nothing);
    const scripted = () => (this.nextOfScript(path) ?? builtIn)(response, received, builtIn);
    return (this.nextFault(path) ?? scripted)(response, received, scripted);
  }

  private nextOfScript(path: string): Answer | undefined {
    const script = this.scripts.get(path) ?? [];
    return script.length > 1 ? script.shift() : script[0];
  }

  private nextFault(path: string): Answer | undefined {
    const fault = this.faults.get(path);
    if (!fault || fault.left <= 0) return undefined;
    fault.left -= 1;
    return fault.answer;
  }
}
