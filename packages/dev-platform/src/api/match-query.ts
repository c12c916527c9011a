import { isRecord } from '../is-record.js';

/** A query that this platform does not understand. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/**
 * True where every member of the query fits the entity: a plain value means
 * equality, `{"$in": [...]}` one of several, `{"$ne": value}` anything else;
 * `"owner._id"` looks inside.
 * @throws QueryError for any other operator.
 */
export function matchQuery(entity: unknown, query: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(query).every(([path, wanted]) => fits(valueAt(entity, path), wanted));
}

/**
 * Parses the `query` parameter; absent means everything.
 * @throws QueryError for what is no JSON object.
 */
export function parseQuery(text: unknown): Readonly<Record<string, unknown>> {
  if (text === undefined || text === '') return {};
  const parsed = typeof text === 'string' ? parseJson(text) : undefined;
  if (!isRecord(parsed)) throw new QueryError('query must be a JSON object');
  return parsed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(entity: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), entity);
}

function fits(value: unknown, wanted: unknown): boolean {
  if (!isRecord(wanted)) return value === wanted;
  return Object.entries(wanted).every(([operator, operand]) => {
    if (operator === '$in' && Array.isArray(operand)) return operand.includes(value);
    if (operator === '$ne') return value !== operand;
    throw new QueryError(`This platform understands equality, $in and $ne, not ${operator}`);
  });
}
