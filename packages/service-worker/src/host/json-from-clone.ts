import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Json, JsonObject } from '@jupyterlite-auth-bridge/protocol';

const DEEPEST = 64;
/** More values than 10 MB of JSON commonly hold; a few shared lists can unfold to any number. */
const MOST_VALUES = 2_000_000;

/**
 * A copy of `value` as JSON data, or undefined where it is none: functions,
 * dates, cycles (by their depth), lists with holes, numbers that JSON has no word for, data
 * deeper or larger than the limits. Keys such as `__proto__` come out as plain
 * keys.
 */
export function jsonFromClone(value: unknown): Json | undefined {
  return copy(value, 0, { left: MOST_VALUES });
}

interface Budget {
  left: number;
}

function copy(value: unknown, depth: number, budget: Budget): Json | undefined {
  budget.left -= 1;
  if (budget.left < 0) return undefined;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) return copyList(value, depth + 1, budget);
  if (!isRecord(value) || ![Object.prototype, null].includes(Reflect.getPrototypeOf(value))) {
    return undefined;
  }
  return copyRecord(value, depth + 1, budget);
}

/** Like `copyRecord`, it stops at the first thing that is no JSON: a list of holes may claim any length, a cycle has no end. */
function copyList(
  list: readonly unknown[],
  depth: number,
  budget: Budget,
): readonly Json[] | undefined {
  const items: Json[] = [];
  for (const item of list) {
    const copied = copy(item, depth, budget);
    if (copied === undefined) return undefined;
    items.push(copied);
  }
  return items;
}

function copyRecord(
  record: Readonly<Record<string, unknown>>,
  depth: number,
  budget: Budget,
): JsonObject | undefined {
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(record)) {
    if (member === undefined) continue;
    const copied = copy(member, depth, budget);
    if (copied === undefined) return undefined;
    members.push([key, copied]);
  }
  return Object.fromEntries(members);
}
