import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { SealedBox } from './sealed-box.js';
import type { VaultSnapshot } from '../vault/types.js';

/** What worker and keeper say to each other: fetches below the keeper endpoint, and words on the site's channel. */

/** Worker to keepers: I have started without a session. */
export const NEED = 'need';
/** Worker to keepers: pull the new state. */
export const CHANGED = 'changed';

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

/** The keeper only hands back what the worker gave it, sealed; the shape is checked against mix-ups of versions. */
export function parseSnapshot(text: string): VaultSnapshot | undefined {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return undefined;
  const lists = [
    'sessions',
    'signIns',
    'kernels',
    'troubles',
    'environment',
    'hosts',
    'signedOut',
    'metadata',
  ];
  if (!lists.every((name) => Array.isArray(value[name]))) return undefined;
  return value as unknown as VaultSnapshot;
}
