import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Saved } from './fit-snapshot.js';
import type { VaultSnapshot } from '../vault/types.js';

/**
 * What worker and keeper say to each other: fetches below the keeper endpoint, and words on the
 * site's channel. The body of `restore` is a sealed box, or nothing where the keeper has no state.
 */

/** Worker to keepers: I have started without a session. */
export const NEED = 'need';
/** Worker to keepers: pull the new state. */
export const CHANGED = 'changed';
/** Keeper to worker: an answer to `need` is coming. A hint only: anybody can say it. */
export const HERE = 'here';

/**
 * On every answer: no static host sends it, so a 200 of its own is not taken for the worker's. On the
 * one to `challenge`, of a worker that needs a state, the public key that it is to be sealed to.
 */
export const WORKER_HEADER = 'x-auth-bridge-worker';

/**
 * Worker to keepers, with that key behind it: the state can be sealed while the
 * challenge is on its way. Anybody can say it, so nothing is sent in a box for a
 * key that the worker has not answered with.
 */
export const KEY = 'key:';

/** Answer to `ping`: when to ping again (ms). */
export interface Pong {
  readonly next: number;
}

/** Raised with every change of `VaultSnapshot` or of what is in it: a worker takes nothing of another format. */
export const STATE_FORMAT = 4;

/** Answer to `state`, and what a keeper brings back in the box. */
export interface KeeperState extends Saved {
  readonly format: typeof STATE_FORMAT;
  /** When it was had (ms since the epoch), and later than every one before: of two keepers' the later is true. */
  readonly at: number;
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
