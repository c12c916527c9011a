import type { jsonFromClone as real } from '../../../packages/service-worker/src/host/json-from-clone.js';
import type { Json } from '@jupyterlite-auth-bridge/protocol';

/** Weak: whatever JSON makes of it, put together as scripts do that merge objects. */
export const jsonFromClone: typeof real = (value) =>
  merged(JSON.parse(JSON.stringify(value)) as Json);

function merged(value: Json): Json {
  if (Array.isArray(value)) return value.map(merged);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) copy[key] = merged(member);
  return copy;
}
