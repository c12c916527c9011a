import type { Path } from './parse-config-error.js';

/**
 * Reads JSON text and finds keys that an object has twice, which `JSON.parse`
 * passes over in silence (RFC 8259 section 4 leaves open what they mean).
 */
export type JsonText =
  | { readonly ok: true; readonly value: unknown; readonly duplicates: readonly Path[] }
  | { readonly ok: false };

export function readJsonText(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false };
  }
  return { ok: true, value, duplicates: duplicateKeys(text) };
}

/** An object or a list that is still open at this point of the text. */
interface Frame {
  readonly keys: Set<string> | undefined;
  /** The key, or the index as text, of the entry that is being read. */
  entry: string;
  awaitsKey: boolean;
}

// A string as one token, its escapes unread; then the signs that give structure.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/** Expects text that `JSON.parse` accepts. */
function duplicateKeys(text: string): Path[] {
  const duplicates: Path[] = [];
  const open: Frame[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const frame = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), entry: '', awaitsKey: true });
    else if (token === '[') open.push({ keys: undefined, entry: '0', awaitsKey: false });
    else if (token === '}' || token === ']') open.pop();
    else if (frame) readEntry(token, frame, () => duplicates.push(open.map((f) => f.entry)));
  }
  return duplicates;
}

function readEntry(token: string, frame: Frame, isDuplicate: () => void): void {
  const { keys } = frame;
  if (token === ',') {
    frame.awaitsKey = keys !== undefined;
    if (!keys) frame.entry = String(Number(frame.entry) + 1);
  } else if (keys && frame.awaitsKey) {
    frame.awaitsKey = false;
    frame.entry = String(JSON.parse(token));
    if (keys.has(frame.entry)) isDuplicate();
    keys.add(frame.entry);
  }
}
