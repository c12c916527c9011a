/// <reference types="node" />
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';

/** A request as the server got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body read as a form. */
  readonly form: URLSearchParams;
}

export type Answer = (response: ServerResponse, received: Received) => void;

/** A real HTTP server on a loopback port that answers by script and keeps what it received. */
export class ScriptedServer {
  readonly received: Received[] = [];
  private readonly scripts = new Map<string, Answer[]>();

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const scripted = new ScriptedServer(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => void scripted.answer(request, response));
    return scripted;
  }

  /** Answers requests for `path` one after the other; the last answer stays. */
  on(path: string, ...answers: readonly Answer[]): void {
    this.scripts.set(path, [...answers]);
  }

  /** What came for `path`. */
  at(path: string): readonly Received[] {
    return this.received.filter((each) => each.path === path);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const body = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const path = new URL(url, this.origin).pathname;
    const received = { method, path, headers, body, form: new URLSearchParams(body) };
    this.received.push(received);
    const script = this.scripts.get(path) ?? [status(404)];
    const next = script.length > 1 ? script.shift() : script[0];
    next?.(response, received);
  }
}

export function json(code: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(code, headers);
    response.end();
  };
}

/** What a gateway or a captive portal sends in a server's place. */
export function html(code: number): Answer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'text/html' });
    response.end('<h1>Welcome to the hotel</h1>');
  };
}

/** Never answers. */
export const hang: Answer = () => undefined;

/** Cuts the connection. */
export const cut: Answer = (response) => void response.destroy();

/** Holds the answer back until `release` is called. */
export function held(answer: Answer): { readonly answer: Answer; readonly release: () => void } {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  return {
    answer: (response, received) => void gate.then(() => answer(response, received)),
    release: () => release(),
  };
}
