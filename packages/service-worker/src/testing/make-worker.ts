import type { Reply } from '@jupyterlite-auth-bridge/protocol';
import { oauthPart } from '../oauth/part.js';
import { siteFromScope } from '../site.js';
import { createWorker } from '../worker.js';
import type { FakeClient } from './fake-clients.js';
import { FakeClients } from './fake-clients.js';
import { configOf } from './make-config.js';
import { FakeRuntime } from './fake-runtime.js';
import type { IdStore } from '../keeper/marks.js';
import { memoryIds, memoryStore } from './memory-store.js';

let sites = 0;

/** A worker of this auth.json as the browser starts it, with a scope of its own unless one is given. */
export function makeWorker(
  config: unknown,
  {
    scope = newScope(),
    clients = new FakeClients(),
    ids = memoryIds(),
    runtime = new FakeRuntime(),
    keepsFiles = false,
    oauth = () => oauthPart,
  }: {
    scope?: string;
    clients?: FakeClients;
    ids?: IdStore;
    runtime?: FakeRuntime;
    keepsFiles?: boolean;
    /** The second script. */
    oauth?: () => typeof oauthPart;
  } = {},
) {
  const worker = createWorker(configOf(config), {
    scope,
    clients,
    runtime,
    oauth,
    store: memoryStore(),
    ids,
    channel: new BroadcastChannel(siteFromScope(scope).channel),
    build: 'build-1',
    pyodide: null,
    keepsFiles,
  });

  /** What the worker answers to a message, or undefined where it says nothing. */
  async function ask(
    data: unknown,
    source: ExtendableMessageEvent['source'],
  ): Promise<Reply<unknown> | undefined> {
    let reply: Reply<unknown> | undefined;
    const port = { postMessage: (value: Reply<unknown>) => void (reply = structuredClone(value)) };
    await worker.onMessage({ data, source, ports: [port as unknown as MessagePort] });
    return reply;
  }

  /** A fetch of a client below the scope; undefined where the browser goes on with it. */
  function send(url: string, init: RequestInit = {}, client: { id: string } = { id: 'kernel' }) {
    return worker.onFetch({ request: new Request(url, init), clientId: client.id });
  }

  const openPage = (path = 'lab/index.html'): FakeClient => clients.open('window', scope + path);

  return { worker, runtime, clients, scope, ask, send, openPage };
}

export function newScope(): string {
  sites += 1;
  return `https://site.example/lite-${sites}/`;
}
