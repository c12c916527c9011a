import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Json } from '@jupyterlite-auth-bridge/protocol';

const DEEPEST = 64;

/**
 * A copy of `value` as JSON data, or undefined where it is none: functions,
 * dates, cycles (by their depth), numbers that JSON has no word for. Keys such
 * as `__proto__` come out as plain keys.
 */
export function jsonFromClone(value: unknown, depth = 0): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => jsonFromClone(item, depth + 1));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (!isRecord(value) || ![Object.prototype, null].includes(Reflect.getPrototypeOf(value))) {
    return undefined;
  }
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [key, jsonFromClone(member, depth + 1)] as const);
  if (entries.some(([, member]) => member === undefined)) return undefined;
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
