import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { jsonResponse } from '../json-response.js';
import { problemResponse } from '../problem.js';
import type { Runtime } from '../runtime.js';
import type { Site } from '../site.js';
import { mintHandle } from '../vault/handles.js';
import type { Vault } from '../vault/vault.js';
import { configIdentity } from './config-identity.js';
import type { ConfigIdentity } from './config-identity.js';
import { keeperKind } from './find-keepers.js';
import type { KeeperKind, Surroundings } from './find-keepers.js';
import { fitSnapshot } from './fit-snapshot.js';
import { Marks } from './marks.js';
import type { IdStore } from './marks.js';
import { Restoration } from './restoration.js';
import type { Offer } from './restoration.js';
import { isOfThisKind, newKeys, open, publicKeyOf } from './sealed-box.js';
import { CHANGED, HERE, KEY, NEED, STATE_FORMAT, WORKER_HEADER, parseState } from './wire.js';
import type { KeeperState, Pong } from './wire.js';

/** A call to a restarted worker waits this long (ms) for the keeper. */
const CALL_MS = 4_000;
/** A change waits this long (ms) for the keeper to have it. */
const PULL_MS = 2_000;

export interface KeeperLinkContext {
  readonly site: Site;
  readonly config: AuthConfig;
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly clients: Clients;
  readonly ids: IdStore;
  /** Of the site's name. */
  readonly channel: BroadcastChannel;
  /** Does what is due and says when to come again (ms). */
  readonly tick: () => Promise<number>;
}

/** The worker's side of the keeper: asks for the state after a restart, hands it out after each change. */
export class KeeperLink {
  private readonly keys = newKeys();
  /** Clients that have been told to be keepers: an id has one meaning for ever. */
  private readonly kinds = new Map<string, KeeperKind>();
  private readonly identity: ConfigIdentity;
  private readonly surroundings: Surroundings;
  private readonly restoration: Restoration;
  /** Changes that the keeper has not pulled yet: one pull takes them all. */
  private readonly unpulled = new Set<() => void>();
  /** Those of the vault's ended ids that are kept. */
  private readonly marked = new Set<string>();
  /** When the newest state was had. */
  private latest = 0;

  constructor(private readonly context: KeeperLinkContext) {
    const { site, config, clients, runtime, ids, channel } = context;
    this.identity = configIdentity(config);
    this.surroundings = { site, clients, runtime, marks: new Marks(ids, runtime) };
    this.restoration = new Restoration({
      ...this.surroundings,
      need: () => channel.postMessage(NEED),
      take: (offer) => this.take(offer),
    });
    void this.keys.then((keys) => channel.postMessage(KEY + publicKeyOf(keys)));
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === HERE) this.restoration.heard();
    };
  }

  /**
   * Resolves when the vault holds all that can be had: at once but for the
   * first calls after a restart. Rejects with a BridgeError `session-restoring`
   * where a keeper is there and has not answered within `ms`.
   */
  ready(ms = CALL_MS): Promise<void> {
    return this.restoration.ready(ms);
  }

  /** False until it is known what a keeper has for this start of the worker. */
  get isReady(): boolean {
    return this.restoration.isOver;
  }

  /** True where this worker has started with nothing, for no keeper had a state. */
  get isLost(): boolean {
    return this.restoration.isLost;
  }

  /** Tells the keeper of a change; resolves when it has pulled it, or after 2 s, and when it is kept what is over. */
  async announce(): Promise<void> {
    const pulled = new Promise<void>((resolve) => {
      const done = () => {
        this.unpulled.delete(done);
        resolve();
      };
      this.unpulled.add(done);
      this.context.runtime.later(done, PULL_MS);
      this.context.channel.postMessage(CHANGED);
    });
    await Promise.all([pulled, this.markEnded()]);
  }

  /** Answers keepers, and nobody else: no page, kernel or blob worker has their URL and type. */
  async answer(request: Request, clientId: string, path: string): Promise<Response> {
    const kind = this.kinds.get(clientId) ?? (await keeperKind(clientId, this.surroundings));
    if (!kind) return refused();
    this.kinds.set(clientId, kind);
    const response = await this.answerKeeper(request, path, kind);
    const isAsked = path === 'challenge' && !this.restoration.isOver;
    response.headers.set(WORKER_HEADER, isAsked ? publicKeyOf(await this.keys) : '');
    return response;
  }

  private async answerKeeper(request: Request, path: string, kind: KeeperKind): Promise<Response> {
    const { tick } = this.context;
    if (kind === 'tab') void this.surroundings.marks.addTabKeeper();
    switch (`${request.method} ${path}`) {
      case 'GET challenge': {
        // What comes next needs the store: it is opened meanwhile.
        void this.surroundings.marks.ended();
        return jsonResponse({});
      }
      case 'POST restore': {
        if (!this.restoration.isOver) {
          await this.restoration.offer(await this.read(await request.arrayBuffer()), kind);
        }
        return jsonResponse({});
      }
      case 'GET state': {
        if (!this.restoration.isOver) return jsonResponse({}, 409);
        const answer = jsonResponse(this.state());
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

  private state(): KeeperState {
    const { vault, runtime } = this.context;
    this.latest = Math.max(runtime.now(), this.latest + 1); // clocks are set back
    const { latest: at, identity } = this;
    return { format: STATE_FORMAT, at, identity, vault: vault.snapshot() };
  }

  /** What is in a box; undefined where nothing is that can be used. */
  private async read(body: ArrayBuffer): Promise<Offer | undefined> {
    const box = new Uint8Array(body);
    if (!isOfThisKind(box)) return undefined;
    const ended = this.surroundings.marks.ended();
    const state = parseState(await open(box, await this.keys));
    return state && { state, ended: await ended };
  }

  private take({ state: saved, ended }: Offer): void {
    const { vault, runtime } = this.context;
    const mint = () => mintHandle(runtime);
    const here = { identity: this.identity, ended, mintHandle: mint };
    const { snapshot, isWhole } = fitSnapshot(saved, here);
    this.latest = Math.max(this.latest, saved.at);
    vault.restore(snapshot, isWhole);
  }

  private async markEnded(): Promise<void> {
    const { endedIds } = this.context.vault;
    const ids = endedIds.filter((id) => !this.marked.has(id));
    if (ids.length === 0 || !(await this.surroundings.marks.addEnded(ids))) return;
    for (const id of ids) this.marked.add(id);
  }
}

function refused(): Response {
  return problemResponse({
    code: 'message-refused',
    status: 403,
    detail: 'This address is for the session keeper alone.',
  });
}
