import { BridgeError } from './errors.js';
import { isRecord } from './json.js';

/** Who is signed in at the platform, where it says so. */
export interface HostUser {
  /** Unique at the platform: an account id, an e-mail address. */
  readonly username: string;
  /** As people read it. Default: `username`. */
  readonly name?: string;
  /** What the user may do there: the names that rules of `auth.json` want as `roles`. */
  readonly roles?: readonly string[];
}

interface CommonSession {
  /** When the credential ends: a Date, or milliseconds since the epoch. Absent: when a call is refused. */
  readonly expiresAt?: Date | number;
  readonly user?: HostUser;
}

/** An account id and its auth token, sent as `X-Account-Id` and `X-Auth-Token`: the `apiConfig` of Mat3ra's packages. */
export interface AccountSession extends CommonSession {
  readonly accountId: string;
  readonly authToken: string;
  readonly organizationId?: string;
  readonly clusters?: readonly string[];
}

/** A token sent as `Authorization: Bearer` (RFC 6750 section 2.1). */
export interface TokenSession extends CommonSession {
  readonly accessToken: string;
}

/** What a platform hands over for the user who is signed in at it. */
export type HostSession = AccountSession | TokenSession;

/** A session that was read: `expiresAt` in ms since the epoch. */
export type ParsedHostSession = (AccountSession | TokenSession) & { readonly expiresAt?: number };

const LONGEST_TOKEN = 20_000;
const LONGEST_TEXT = 1_000;
const MOST_ENTRIES = 1_000;
/** Before September 2001, in ms; as seconds, a time to come. */
const TOO_SMALL_MS = 1e12;

/**
 * Reads what a host's `getSession` came to. Keys that are not known are left
 * out. Throws a BridgeError `host-data-invalid` that names the key, never its value.
 */
export function parseHostSession(value: unknown): ParsedHostSession {
  if (!isRecord(value)) throw invalid('it is not an object');
  const common = { ...expiry(value.expiresAt), ...user(value.user) };
  if (value.accessToken !== undefined) {
    if (value.authToken !== undefined) throw invalid('it has an accessToken and an authToken');
    return { accessToken: token(value, 'accessToken'), ...common };
  }
  return {
    accountId: text(value.accountId, 'accountId'),
    authToken: token(value, 'authToken'),
    ...(isThere(value.organizationId) && {
      organizationId: text(value.organizationId, 'organizationId'),
    }),
    ...(isThere(value.clusters) && { clusters: texts(value.clusters, 'clusters') }),
    ...common,
  };
}

function expiry(value: unknown): { readonly expiresAt?: number } {
  if (!isThere(value)) return {};
  const ms = value instanceof Date ? value.getTime() : value;
  if (typeof ms !== 'number' || !Number.isFinite(ms)) {
    throw invalid('expiresAt is neither a Date nor a number of milliseconds');
  }
  if (ms < TOO_SMALL_MS) throw invalid('expiresAt is in milliseconds since 1970, not in seconds');
  return { expiresAt: ms };
}

function user(value: unknown): { readonly user?: HostUser } {
  if (!isThere(value)) return {};
  if (!isRecord(value)) throw invalid('user is not an object');
  const username = text(value.username, 'user.username');
  return {
    user: {
      username,
      ...(isThere(value.name) && { name: text(value.name, 'user.name') }),
      ...(isThere(value.roles) && { roles: texts(value.roles, 'user.roles') }),
    },
  };
}

/** A header's value: RFC 9110 section 5.5, without spaces. */
function token(value: Record<string, unknown>, name: string): string {
  const found = value[name];
  if (typeof found !== 'string' || found.length > LONGEST_TOKEN || !/^[\x21-\x7e]+$/.test(found)) {
    throw invalid(`${name} is not a token`);
  }
  return found;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_TEXT) {
    throw invalid(`${name} is not a text`);
  }
  return value;
}

function texts(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value) || value.length > MOST_ENTRIES) throw invalid(`${name} is no list`);
  return value.map((each) => text(each, `an entry of ${name}`));
}

/** Platforms have null and the empty text where an account has none. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function invalid(reason: string): BridgeError {
  return new BridgeError('host-data-invalid', `The session of the host cannot be used: ${reason}.`);
}
