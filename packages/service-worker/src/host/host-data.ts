import { BridgeError, isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Json, JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { listOf } from '../rules/grants.js';
import type { HeaderPairCredential } from '../vault/types.js';
import { jsonFromClone } from './json-from-clone.js';

/** Stands where the host sent a credential, until a kernel's handle takes its place. */
const HANDLE_MARK = 'jlab_-handle-goes-here-';

/** Names in the host's `environ` whose values are credentials. */
const SECRET_NAMES = ['OIDC_ACCESS_TOKEN', 'OIDC_REFRESH_TOKEN', 'AUTH_TOKEN'];

export interface HostData {
  /** Absent where the host sent no account id and token. */
  readonly credential?: HeaderPairCredential;
  /** What the host sent, the credential marked out. */
  readonly data: JsonObject;
  /** The user's, by the host's word. */
  readonly roles: readonly string[];
}

/**
 * Reads `data_from_host` as platforms send it: `apiConfig` with `accountId`,
 * `authToken`, `organizationId`, `clusters`; `environ`; `roles`; anything else.
 * Throws a BridgeError `host-data-invalid` for what is no JSON object or has
 * these of another type.
 * @param tokens further credentials that the data may not hold
 */
export function readHostData(payload: unknown, tokens: readonly string[] = []): HostData {
  const data = jsonFromClone(payload);
  if (!isRecord(data)) throw invalidData('it is not a JSON object');
  const apiConfig = section(data, 'apiConfig');
  const environ = section(data, 'environ');
  const accountId = text(apiConfig, 'apiConfig', 'accountId');
  const authToken = text(apiConfig, 'apiConfig', 'authToken');
  if (apiConfig.clusters !== undefined && !Array.isArray(apiConfig.clusters)) {
    throw invalidData('apiConfig.clusters is not a list');
  }
  const inEnviron = SECRET_NAMES.map((name) => text(environ, 'environ', name));
  const secrets = [authToken, ...tokens, ...inEnviron]
    .filter((value) => value !== undefined)
    // The longest first: a token within another must not leave the other's rest.
    .sort((a, b) => b.length - a.length);
  return {
    roles: listOf(data.roles),
    data: asObject(replaceIn(data, (value) => markOut(value, secrets))),
    ...(accountId !== undefined &&
      authToken !== undefined && { credential: { kind: 'header-pair', accountId, authToken } }),
  };
}

/** The host's data as one kernel sees it: its handle where the credential was. */
export function hostDataFor(data: JsonObject, handle: string): JsonObject {
  return asObject(replaceIn(data, (value) => value.replaceAll(HANDLE_MARK, handle)));
}

function markOut(value: string, secrets: readonly string[]): string {
  return secrets.reduce((kept, secret) => kept.replaceAll(secret, HANDLE_MARK), value);
}

/** Keys are looked at too: a token used as a key is a token shown. */
function replaceIn(value: Json, replace: (value: string) => string): Json {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item: Json) => replaceIn(item, replace));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [replace(key), replaceIn(member, replace)]),
  );
}

function asObject(value: Json): JsonObject {
  return isRecord(value) ? value : {};
}

function section(data: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = data[name] ?? {};
  if (!isRecord(value)) throw invalidData(`${name} is not an object`);
  return value;
}

function text(values: Record<string, unknown>, where: string, name: string): string | undefined {
  const value = values[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalidData(`${where}.${name} is not a string`);
  return value;
}

/** A BridgeError `host-data-invalid` that says why. */
export function invalidData(reason: string): BridgeError {
  return new BridgeError(
    'host-data-invalid',
    `The page that opened this site sent data that cannot be used: ${reason}.`,
  );
}
