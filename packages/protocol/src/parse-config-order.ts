import { isRecord } from './json.js';
import type { Issue } from './parse-config-error.js';

/**
 * The issues in the order in which a reader of the document meets them, one
 * for each place: the first that was reported. A key that is missing comes
 * after the keys that are there.
 */
export function inDocumentOrder(issues: readonly Issue[], document: unknown): Issue[] {
  const indexOfKey = keyIndexes();
  const first = new Map<string, Issue>();
  for (const issue of issues) {
    const id = JSON.stringify(issue.path);
    if (!first.has(id)) first.set(id, issue);
  }
  return [...first.values()]
    .map((issue) => ({ issue, position: positionOf(issue, document, indexOfKey) }))
    .sort((a, b) => comparePositions(a.position, b.position))
    .map(({ issue }) => issue);
}

type KeyIndex = (parent: unknown, key: string) => number;

function positionOf({ path }: Issue, document: unknown, indexOfKey: KeyIndex): number[] {
  let parent = document;
  return path.map((key) => {
    const index = indexOfKey(parent, key);
    parent = index === MISSING ? undefined : child(parent, key);
    return index;
  });
}

const MISSING = Number.MAX_SAFE_INTEGER;

/** Remembers the keys of an object, so that many issues in one object stay cheap. */
function keyIndexes(): KeyIndex {
  const known = new Map<unknown, Map<string, number>>();
  return (parent, key) => {
    let indexes = known.get(parent);
    if (!indexes) {
      const keys = typeof parent === 'object' && parent !== null ? Object.keys(parent) : [];
      indexes = new Map(keys.map((name, index) => [name, index]));
      known.set(parent, indexes);
    }
    return indexes.get(key) ?? MISSING;
  };
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) return (parent as unknown[])[Number(key)];
  return isRecord(parent) ? parent[key] : undefined;
}

/** Lexicographic; a place comes before what is inside it. */
function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}
