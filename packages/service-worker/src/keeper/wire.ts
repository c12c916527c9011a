import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { SealedBox } from './sealed-box.js';
import type { Saved } from './fit-snapshot.js';
import type { VaultSnapshot } from '../vault/types.js';

/** What worker and keeper say to each other: fetches below the keeper endpoint, and words on the site's channel. */

/** Worker to keepers: I have started without a session. */
export const NEED = 'need';
/** Worker to keepers: pull the new state. */
export const CHANGED = 'changed';
/** Keeper to worker: an answer to `need` is coming. A hint only: anybody can say it. */
export const HERE = 'here';

/** On every answer: no static host sends it, so a 200 of its own is not taken for the worker's. */
export const WORKER_HEADER = 'x-auth-bridge-worker';

/** Answer to `challenge`. */
export interface Challenge {
  /** Id of this start of the worker. */
  readonly boot: string;
  readonly publicKey: string;
  /** True where the worker needs nothing. */
  readonly restored: boolean;
}

/** Body of `restore`; without a box the keeper has nothing to give. */
export interface Restore {
  readonly boot: string;
  readonly box?: SealedBox;
}

/** Answer to `ping`: when to ping again (ms). */
export interface Pong {
  readonly next: number;
}

/** Raised with every change of `VaultSnapshot` or of what is in it: a worker takes nothing of another format. */
export const STATE_FORMAT = 3;

/** Answer to `state`, and what a keeper brings back in the box. */
export interface KeeperState extends Saved {
  readonly format: typeof STATE_FORMAT;
  /** When it was had (ms since the epoch), and later than every one before: of two keepers' the later is true. */
  readonly at: number;
}

export function parseChallenge(value: unknown): Challenge | undefined {
  if (!isRecord(value)) return undefined;
  const { boot, publicKey, restored } = value;
  if (typeof boot !== 'string' || typeof publicKey !== 'string') return undefined;
  return { boot, publicKey, restored: restored === true };
}

export function parseRestore(value: unknown): Restore | undefined {
  if (!isRecord(value) || typeof value.boot !== 'string') return undefined;
  const { boot, box } = value;
  if (box === undefined) return { boot };
  if (!isRecord(box)) return undefined;
  const { publicKey, iv, ciphertext } = box;
  if (typeof publicKey !== 'string' || typeof iv !== 'string') return undefined;
  if (typeof ciphertext !== 'string') return undefined;
  return { boot, box: { publicKey, iv, ciphertext } };
}

export function parsePong(value: unknown): Pong | undefined {
  if (!isRecord(value) || typeof value.next !== 'number') return undefined;
  return { next: value.next };
}

/** The keeper only hands back what a worker gave it, sealed; which may have been one of another version. */
export function parseState(text: string): KeeperState | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || value.format !== STATE_FORMAT) return undefined;
  const { format, at, identity, vault } = value;
  if (typeof at !== 'number' || !isIdentity(identity) || !isSnapshot(vault)) return undefined;
  return { format, at, identity, vault };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is KeeperState['identity'] {
  return isRecord(value) && isText(value.host) && isText(value.apis) && areTexts(value.providers);
}

const isText = (value: unknown) => typeof value === 'string';
const isPairOf = (isSecond: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && isText(value[0]) && isSecond(value[1]);
const isListOf = (isEntry: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(isEntry);
const hasTexts =
  (...names: readonly string[]) =>
  (value: unknown) =>
    isRecord(value) && names.every((name) => isText(value[name]));
const areTexts = isListOf(isPairOf(isText));
const areRecords = isListOf(isPairOf(isRecord));

/** Against mix-ups of versions, one check for each part; what is in it in detail, the format says. */
const PARTS: Record<keyof VaultSnapshot, (value: unknown) => boolean> = {
  sessions: isListOf(
    (value) => isRecord(value) && isText(value.provider) && isRecord(value.credential),
  ),
  sessionIds: areTexts,
  signIns: isListOf(hasTexts('id', 'provider', 'method', 'phase')),
  kernels: isListOf((value) => isRecord(value) && isText(value.id) && isRecord(value.handles)),
  troubles: areRecords,
  environment: areRecords,
  hostKeys: areTexts,
  hosts: isListOf(isPairOf((value) => value === null || isRecord(value))),
  signedOut: isListOf(isText),
  metadata: areRecords,
  approvals: isListOf(
    (value) => isRecord(value) && isText(value.provider) && typeof value.rule === 'number',
  ),
  sealed: isListOf(isText),
};

function isSnapshot(value: unknown): value is VaultSnapshot {
  return isRecord(value) && Object.entries(PARTS).every(([name, isPart]) => isPart(value[name]));
}
