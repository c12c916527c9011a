import { BridgeError, ERROR_CODES } from './errors.js';
import type { ErrorCode } from './errors.js';
import type { HostUser } from './host-session.js';
import { isRecord } from './json.js';

/**
 * Versions of the messages between a host and a site that this side speaks.
 * Both have to share one: an older one is dropped when nobody uses it.
 */
export const HOST_VERSIONS: readonly number[] = [1];

/** The newest version that both sides speak; undefined where there is none. */
export function commonVersion(
  theirs: readonly number[],
  ours: readonly number[] = HOST_VERSIONS,
): number | undefined {
  const common = ours.filter((version) => theirs.includes(version));
  return common.length === 0 ? undefined : Math.max(...common);
}

/** The site's page to the host's window: who is there. Nothing in it is secret. */
export interface HostHello {
  readonly type: 'auth-bridge:host-hello';
  readonly versions: readonly number[];
  /** Made by each document: two hellos of one document are one. */
  readonly page: string;
}

/** The host's window to the site's page. */
export type HostWindowMessage =
  /** The host listens from now on: say hello, again where that was done already. */
  | { readonly type: 'auth-bridge:host-here' }
  /** With a port: over it the page asks for ports to the worker, and sends what notebooks send. */
  | { readonly type: 'auth-bridge:host-welcome'; readonly version: number }
  | {
      readonly type: 'auth-bridge:host-refusal';
      readonly code: 'version-mismatch';
      readonly versions: readonly number[];
    };

/** On the port of the welcome, page to host. */
export type ControlRequest =
  | { readonly type: 'need-port' }
  /** From a notebook's output. */
  | { readonly type: 'data'; readonly data: unknown };

/** On the port of the welcome, host to page, with a port that the page hands on to the worker unread. */
export interface WorkerPortMessage {
  readonly type: 'worker-port';
}

/** Why a session is asked for. `start`: the port is new. `renew`: the last one ends, was refused, or was lost. */
export type SessionReason = 'start' | 'renew';

/** On the worker's port, worker to host. */
export type WorkerToHost =
  | { readonly type: 'get-session'; readonly id: number; readonly reason: SessionReason }
  /** Whom calls are made as; null while nobody is signed in. */
  | { readonly type: 'state'; readonly user: HostUser | null }
  /** What the host sent under this id was taken. */
  | { readonly type: 'done'; readonly id: number }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: ErrorCode;
      readonly detail: string;
    };

/** On the worker's port, host to worker. Each is answered by `done` or `failed`. */
export type HostToWorker =
  /** Answers `get-session` of `asked`; null where nobody is signed in at the host. */
  | {
      readonly type: 'session';
      readonly id: number;
      readonly asked: number;
      readonly session: unknown;
    }
  /** The host could not find out who is signed in. */
  | { readonly type: 'no-answer'; readonly id: number; readonly asked: number }
  | { readonly type: 'set-data'; readonly id: number; readonly data: unknown }
  | { readonly type: 'sign-out'; readonly id: number };

const LONGEST_ID = 100;
const MOST_VERSIONS = 100;
const LONGEST_DETAIL = 1_000;

/** Undefined for what is no hello, or is a wrong one. */
export function parseHostHello(data: unknown): HostHello | undefined {
  if (!isRecord(data) || data.type !== 'auth-bridge:host-hello') return undefined;
  const { versions, page } = data;
  if (!isVersions(versions) || typeof page !== 'string' || page.length > LONGEST_ID) {
    return undefined;
  }
  return { type: data.type, versions, page };
}

/** Undefined for what is no message of a host, or is a wrong one. */
export function parseHostWindowMessage(data: unknown): HostWindowMessage | undefined {
  if (!isRecord(data)) return undefined;
  const { type, version, versions } = data;
  switch (type) {
    case 'auth-bridge:host-here':
      return { type };
    case 'auth-bridge:host-welcome':
      return isInteger(version) ? { type, version } : undefined;
    case 'auth-bridge:host-refusal':
      return isVersions(versions) ? { type, code: 'version-mismatch', versions } : undefined;
    default:
      return undefined;
  }
}

/** Undefined for what is none. */
export function parseControlRequest(data: unknown): ControlRequest | undefined {
  if (!isRecord(data)) return undefined;
  if (data.type === 'need-port') return { type: data.type };
  return data.type === 'data' ? { type: data.type, data: data.data } : undefined;
}

/** Undefined for what is none: a newer worker may say more. */
export function parseWorkerToHost(data: unknown): WorkerToHost | undefined {
  if (!isRecord(data)) return undefined;
  const { type, id, reason, code, detail } = data;
  switch (type) {
    case 'get-session':
      return isInteger(id)
        ? { type, id, reason: reason === 'renew' ? 'renew' : 'start' }
        : undefined;
    case 'state':
      return { type, user: hostUser(data.user) };
    case 'done':
      return isInteger(id) ? { type, id } : undefined;
    case 'failed': {
      const known = ERROR_CODES.find((each) => each === code) ?? 'worker-failed';
      const words = typeof detail === 'string' ? detail.slice(0, LONGEST_DETAIL) : '';
      return isInteger(id) ? { type, id, code: known, detail: words } : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Throws a BridgeError `message-invalid` for what is no message of a host.
 * `session` and `data` are not looked at here.
 */
export function parseHostToWorker(data: unknown): HostToWorker {
  if (!isRecord(data) || !isInteger(data.id)) throw invalid('it has no id');
  const { type, id, asked, session } = data;
  switch (type) {
    case 'session':
      if (!isInteger(asked)) throw invalid('it does not say what it answers');
      return { type, id, asked, session };
    case 'no-answer':
      if (!isInteger(asked)) throw invalid('it does not say what it answers');
      return { type, id, asked };
    case 'set-data':
      return { type, id, data: data.data };
    case 'sign-out':
      return { type, id };
    default:
      throw invalid('there is no such message');
  }
}

/** The id of a message that could not be read, for the answer to it; -1 where it has none. */
export function idOf(data: unknown): number {
  return isRecord(data) && isInteger(data.id) ? data.id : -1;
}

function hostUser(value: unknown): HostUser | null {
  if (!isRecord(value) || typeof value.username !== 'string') return null;
  const { username, name } = value;
  return { username, ...(typeof name === 'string' && { name }) };
}

function isVersions(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= MOST_VERSIONS && value.every(isInteger);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function invalid(reason: string): BridgeError {
  return new BridgeError('message-invalid', `The message was refused: ${reason}.`);
}
