/** One thing that is wrong with `auth.json`. */
export interface ConfigError {
  /** JSON Pointer (RFC 6901) to the value, such as `/apis/0/url`; empty for the whole document. */
  readonly path: string;
  /** What is there, in words. Never holds a password that stood in a URL. */
  readonly found: string;
  /** What belongs there. */
  readonly expected: string;
}

export type Path = readonly string[];

/** A `ConfigError` whose path is still in pieces. */
export interface Issue {
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
}

/** The error as it is shown: its path joined to a JSON Pointer. */
export function toConfigError({ path, found, expected }: Issue): ConfigError {
  return { path: path.map((key) => `/${escapePointer(key)}`).join(''), found, expected };
}

/** A key as a reference token of RFC 6901 section 3. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

const LONGEST_QUOTE = 80;

/** A text in quotes, cut where it is long. */
export function quote(text: string): string {
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return JSON.stringify(cut);
}

/** A value in words, for `found`. Looks no deeper than the value itself. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Choices in words: `one of 'a', 'b'`. */
export function oneOfWords(values: readonly string[]): string {
  return `one of ${values.map((value) => `'${value}'`).join(', ')}`;
}
