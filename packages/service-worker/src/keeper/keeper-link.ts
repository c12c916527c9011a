import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { jsonResponse, problemResponse } from '../problem.js';
import type { Runtime } from '../runtime.js';
import type { Site } from '../site.js';
import { mintHandle } from '../vault/handles.js';
import type { Vault } from '../vault/vault.js';
import { configIdentity } from './config-identity.js';
import type { ConfigIdentity } from './config-identity.js';
import { keeperKind } from './find-keepers.js';
import type { KeeperKind, Surroundings } from './find-keepers.js';
import { fitSnapshot, idsIn } from './fit-snapshot.js';
import { Marks } from './marks.js';
import type { IdStore } from './marks.js';
import { Restoration } from './restoration.js';
import { newKeyPair, open, publicKeyOf } from './sealed-box.js';
import type { SealedBox } from './sealed-box.js';
import {
  CHANGED,
  HERE,
  NEED,
  STATE_FORMAT,
  WORKER_HEADER,
  parseRestore,
  parseState,
} from './wire.js';
import type { Challenge, KeeperState, Pong } from './wire.js';

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
  readonly boot: string;
  /** Does what is due and says when to come again (ms). */
  readonly tick: () => Promise<number>;
}

/** The worker's side of the keeper: asks for the state after a restart, hands it out after each change. */
export class KeeperLink {
  private readonly channel: BroadcastChannel;
  private readonly keys = newKeyPair();
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
    const { site, config, clients, runtime, ids } = context;
    this.channel = new BroadcastChannel(site.channel);
    this.identity = configIdentity(config);
    this.surroundings = { site, clients, runtime, marks: new Marks(ids, runtime) };
    this.restoration = new Restoration({
      ...this.surroundings,
      need: () => this.channel.postMessage(NEED),
      take: (state) => this.take(state),
    });
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
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
      this.channel.postMessage(CHANGED);
    });
    await Promise.all([pulled, this.markEnded()]);
  }

  /** Answers keepers, and nobody else: no page, kernel or blob worker has their URL and type. */
  async answer(request: Request, clientId: string, path: string): Promise<Response> {
    const kind = await keeperKind(clientId, this.surroundings);
    if (!kind) return refused();
    const response = await this.answerKeeper(request, path, kind);
    response.headers.set(WORKER_HEADER, this.context.boot);
    return response;
  }

  private async answerKeeper(request: Request, path: string, kind: KeeperKind): Promise<Response> {
    const { boot, tick } = this.context;
    if (kind === 'tab') void this.surroundings.marks.addTabKeeper();
    switch (`${request.method} ${path}`) {
      case 'GET challenge': {
        const publicKey = await publicKeyOf(await this.keys);
        const restored = this.restoration.isOver;
        return jsonResponse({ boot, publicKey, restored } satisfies Challenge);
      }
      case 'POST restore': {
        const restore = parseRestore(await request.json());
        if (restore?.boot !== boot) return jsonResponse({}, 409);
        await this.restoration.offer(restore.box && (await this.read(restore.box)), kind);
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

  private async read(box: SealedBox): Promise<KeeperState | undefined> {
    return parseState(await open(box, await this.keys, this.context.boot));
  }

  private async take(saved: KeeperState): Promise<void> {
    const { vault, runtime } = this.context;
    const ended = await this.surroundings.marks.ended(idsIn(saved.vault));
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
