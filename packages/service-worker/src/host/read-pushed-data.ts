import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { invalidData } from './host-data.js';
import { jsonFromClone } from './json-from-clone.js';

/** What a kernel can be given without holding up the page that passes it on: characters of JSON. */
const LARGEST = 8_000_000;

/**
 * What a host pushes over its port, as JSON data. Throws a BridgeError
 * `host-data-invalid` for what is no JSON object, is larger than 8 MB of JSON,
 * or has the key `__proto__` anywhere.
 */
export function readPushedData(value: unknown): JsonObject {
  const data = jsonFromClone(value);
  if (!isRecord(data)) throw invalidData('it is not a JSON object');
  const text = JSON.stringify(data, (key, member: unknown) => {
    if (key === '__proto__') throw invalidData('it has the key __proto__');
    return member;
  });
  if (text.length > LARGEST) throw invalidData('it is larger than 8 MB');
  return data;
}
