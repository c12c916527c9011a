/** The service worker's clients: the windows and shared workers that a test opens. */
export class FakeClients implements Clients {
  private readonly all = new Map<string, FakeClient>();
  claimed = 0;

  open(type: ClientTypes, url: string, id: string = crypto.randomUUID()): FakeClient {
    const client = new FakeClient(id, type, url);
    this.all.set(client.id, client);
    return client;
  }

  close(client: FakeClient): void {
    this.all.delete(client.id);
  }

  get(id: string): Promise<Client | undefined> {
    return Promise.resolve(this.all.get(id));
  }

  matchAll<T extends ClientQueryOptions>(
    options?: T,
  ): Promise<readonly (T['type'] extends 'window' ? WindowClient : Client)[]> {
    const type = options?.type ?? 'window';
    const found = [...this.all.values()].filter((each) => type === 'all' || each.type === type);
    return Promise.resolve(found as never);
  }

  claim(): Promise<void> {
    this.claimed += 1;
    return Promise.resolve();
  }

  openWindow(): Promise<WindowClient | null> {
    return Promise.resolve(null);
  }
}

export class FakeClient implements WindowClient {
  frameType: FrameType = 'top-level';
  readonly ancestorOrigins: readonly string[] = [];
  readonly focused = true;
  readonly visibilityState = 'visible';
  /** What the worker posted to it. */
  readonly messages: unknown[] = [];

  constructor(
    readonly id: string,
    readonly type: ClientTypes,
    readonly url: string,
  ) {}

  postMessage(message: unknown): void {
    this.messages.push(structuredClone(message));
  }

  focus(): Promise<WindowClient> {
    return Promise.resolve(this);
  }

  navigate(): Promise<WindowClient | null> {
    return Promise.resolve(null);
  }
}
