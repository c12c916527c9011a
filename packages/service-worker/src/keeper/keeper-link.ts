import { jsonResponse, problemResponse } from '../problem.js';
import type { Runtime } from '../runtime.js';
import { delay } from '../runtime.js';
import type { Site } from '../site.js';
import type { Vault } from '../vault/vault.js';
import { newKeyPair, open, publicKeyOf } from './sealed-box.js';
import { CHANGED, NEED, WORKER_HEADER, parseRestore, parseSnapshot } from './wire.js';
import type { Challenge, Pong } from './wire.js';

/** A restarted worker waits this long (ms) for its keeper. */
const RESTORE_MS = 4_000;
const REPEAT_NEED_MS = 300;
/** A change waits this long (ms) for the keeper to have it. */
const PULL_MS = 2_000;
/** A kernel's synchronous request to a keeper URL would otherwise hang itself (ms). */
const CLIENT_LOOKUP_MS = 1_000;

export interface KeeperLinkContext {
  readonly site: Site;
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly clients: Clients;
  readonly boot: string;
  /** Does what is due and says when to come again (ms). */
  readonly tick: () => Promise<number>;
}

/** The worker's side of the keeper: asks for the state after a restart, hands it out after each change. */
export class KeeperLink {
  private readonly channel: BroadcastChannel;
  private readonly keys = newKeyPair();
  private restored = false;
  private restoring: Promise<void> | undefined;
  private settle: () => void = () => undefined;
  /** Changes that the keeper has not pulled yet: one pull takes them all. */
  private readonly unpulled = new Set<() => void>();

  constructor(private readonly context: KeeperLinkContext) {
    this.channel = new BroadcastChannel(context.site.channel);
  }

  /** Resolves when the vault holds all that can be had: at once but for the first call after a restart. */
  ready(): Promise<void> {
    if (this.restored) return Promise.resolve();
    this.restoring ??= this.restoreOnce().finally(() => (this.restoring = undefined));
    return this.restoring;
  }

  /** Tells the keeper of a change; resolves when it has pulled it, or after 2 s. */
  async announce(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        this.unpulled.delete(done);
        resolve();
      };
      this.unpulled.add(done);
      this.context.runtime.later(done, PULL_MS);
      this.channel.postMessage(CHANGED);
    });
  }

  /** Answers the keeper, and nobody else: no page, kernel or blob worker has its URL and type. */
  async answer(request: Request, clientId: string, path: string): Promise<Response> {
    const { clients, runtime, site } = this.context;
    const lookup = clients.get(clientId);
    const client = await Promise.race([lookup, delay(runtime, CLIENT_LOOKUP_MS)]);
    if (client?.type !== 'sharedworker' || client.url !== site.keeperScript) return refused();
    const response = await this.answerKeeper(request, path);
    response.headers.set(WORKER_HEADER, this.context.boot);
    return response;
  }

  private async answerKeeper(request: Request, path: string): Promise<Response> {
    const { boot, vault, tick } = this.context;
    switch (`${request.method} ${path}`) {
      case 'GET challenge': {
        const publicKey = await publicKeyOf(await this.keys);
        return jsonResponse({ boot, publicKey, restored: this.restored } satisfies Challenge);
      }
      case 'POST restore':
        return this.takeBack(await request.json());
      case 'GET state': {
        if (!this.restored) return jsonResponse({}, 409);
        const answer = jsonResponse(vault.snapshot());
        for (const done of this.unpulled) done();
        return answer;
      }
      case 'GET ping':
        await this.ready();
        return jsonResponse({ next: await tick() } satisfies Pong);
      default:
        return jsonResponse({}, 404);
    }
  }

  private async takeBack(body: unknown): Promise<Response> {
    const { boot, vault } = this.context;
    const restore = parseRestore(body);
    if (restore?.boot !== boot) return jsonResponse({}, 409);
    if (!this.restored && restore.box) {
      const snapshot = parseSnapshot(await open(restore.box, await this.keys, boot));
      if (snapshot) vault.restore(snapshot);
    }
    this.restored = true;
    this.settle();
    return jsonResponse({});
  }

  private async restoreOnce(): Promise<void> {
    const { clients, runtime, site } = this.context;
    // 'all' and 'worker' would hang Firefox while a kernel waits in a synchronous request.
    const shared = await clients.matchAll({ type: 'sharedworker', includeUncontrolled: true });
    if (shared.some(({ url }) => url === site.keeperScript)) {
      const settled = new Promise<void>((resolve) => (this.settle = resolve));
      const timeout = delay(runtime, RESTORE_MS).then(() => 'over' as const);
      let waiting = true;
      while (waiting && !this.restored) {
        this.channel.postMessage(NEED);
        const next = delay(runtime, REPEAT_NEED_MS).then(() => 'again' as const);
        waiting = (await Promise.race([settled, timeout, next])) === 'again';
      }
    }
    this.restored = true;
  }
}

function refused(): Response {
  return problemResponse({
    code: 'message-refused',
    status: 403,
    detail: 'This address is for the session keeper alone.',
  });
}
