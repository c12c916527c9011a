import { isRecord } from './json.js';
import { describe, oneOfWords, quote } from './parse-config-error.js';
import type { Issue, Path } from './parse-config-error.js';

/** Where a value stands in the document, and where its issues go. */
export interface Place {
  readonly path: Path;
  readonly issues: Issue[];
}

/** Stands for a value that did not pass: at least one issue says why. */
export const REFUSED = Symbol('refused');
export type Read<T> = T | typeof REFUSED;

/** Reads one value. */
export interface Parser<T> {
  /** What belongs there, in words: also for a key that is missing. */
  readonly expected: string;
  readonly parse: (value: unknown, place: Place) => Read<T>;
}

export function below(place: Place, key: string | number): Place {
  return { path: [...place.path, String(key)], issues: place.issues };
}

export function refuse(place: Place, found: string, expected: string): typeof REFUSED {
  place.issues.push({ path: place.path, found, expected });
  return REFUSED;
}

/** A string that matches the whole of an anchored pattern. */
export function text(pattern: RegExp, expected: string): Parser<string> {
  return {
    expected,
    parse: (value, place) =>
      typeof value === 'string' && pattern.test(value)
        ? value
        : refuse(place, describe(value), expected),
  };
}

/** One of some strings; `note` goes after the list of them. */
export function oneOf<T extends string>(values: readonly T[], note = ''): Parser<T> {
  const expected = oneOfWords(values) + note;
  return {
    expected,
    parse: (value, place) =>
      values.find((known) => known === value) ?? refuse(place, describe(value), expected),
  };
}

/** Exactly one value. */
export function only<T extends string | boolean>(wanted: T, expected: string): Parser<T> {
  return {
    expected,
    parse: (value, place) => (value === wanted ? wanted : refuse(place, describe(value), expected)),
  };
}

/** Nothing at all, by an error that does not repeat the value: for keys of no business here. */
export function noKey(expected: string): Parser<never> {
  return {
    expected,
    parse: (_, place) => refuse(place, `the key '${place.path.at(-1) ?? ''}'`, expected),
  };
}

/** True or false. */
export const boolean: Parser<boolean> = {
  expected: 'true or false',
  parse: (value, place) =>
    typeof value === 'boolean' ? value : refuse(place, describe(value), 'true or false'),
};

/** A whole number in a range, both ends included. */
export function integer(least: number, most: number, expected: string): Parser<number> {
  return {
    expected,
    parse: (value, place) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : refuse(place, describe(value), expected),
  };
}

/** Stands in `found` for a value that an error must not repeat. */
const NOT_SHOWN = 'a value that is not shown';

/** A parser of one value, no object or list, whose errors do not repeat what they found. */
export function unshown<T>({ expected, parse }: Parser<T>): Parser<T> {
  return {
    expected,
    parse: (value, place) => {
      const parsed = parse(value, { path: [], issues: [] });
      return parsed === REFUSED ? refuse(place, NOT_SHOWN, expected) : parsed;
    },
  };
}

/** What another parser makes of a value, changed where it is good. */
export function map<T, U>({ expected, parse }: Parser<T>, change: (value: T) => U): Parser<U> {
  return {
    expected,
    parse: (value, place) => {
      const parsed = parse(value, place);
      return parsed === REFUSED ? REFUSED : change(parsed);
    },
  };
}

/** A list of at least one string, each once. */
export function setOf<T extends string>(item: Parser<T>, expected: string): Parser<readonly T[]> {
  return {
    expected,
    parse: (value, place) => {
      if (!Array.isArray(value) || value.length === 0) {
        return refuse(place, describe(value), expected);
      }
      const seen = new Set<T>();
      return complete(place, () => {
        for (const [index, entry] of (value as unknown[]).entries()) {
          const parsed = item.parse(entry, below(place, index));
          if (parsed === REFUSED) continue;
          if (seen.has(parsed)) refuse(below(place, index), `${quote(parsed)} again`, expected);
          seen.add(parsed);
        }
        return Object.freeze([...seen]);
      });
    },
  };
}

/**
 * An object with names of the user's own; `whyNot` says what a name should be
 * where it is no good one. The result has no prototype.
 */
export function mapOf<T>(
  whyNot: (name: string) => string | undefined,
  item: (name: string) => Parser<T>,
): Parser<Readonly<Record<string, T>>> {
  return {
    expected: AN_OBJECT,
    parse: (value, place) => {
      if (!isRecord(value)) return refuse(place, describe(value), AN_OBJECT);
      return complete(place, () => {
        const result = bare<T>();
        for (const name of Object.keys(value)) {
          const at = below(place, name);
          const reason = whyNot(name);
          if (reason !== undefined) refuse(at, quote(name), reason);
          const parsed = item(name).parse(value[name], at);
          if (parsed !== REFUSED) result[name] = parsed;
        }
        return Object.freeze(result);
      });
    },
  };
}

/** A key of an object, and what its absence means. */
export type Field<T> =
  | { readonly parser: Parser<T>; readonly absent: 'issue' | 'nothing' | 'refused' }
  | { readonly parser: Parser<T>; readonly absent: 'default'; readonly value: T };

export function required<T>(parser: Parser<T>): Field<T> {
  return { parser, absent: 'issue' };
}

export function optional<T>(parser: Parser<T>): Field<T> {
  return { parser, absent: 'nothing' };
}

export function withDefault<T>(parser: Parser<T>, value: T): Field<T> {
  return { parser, absent: 'default', value };
}

/** A key that is refused with words of its own, and that no error offers. */
export function refused(parser: Parser<never>): Field<never> {
  return { parser, absent: 'refused' };
}

export type Fields<T> = { readonly [K in keyof T]-?: Field<NonNullable<T[K]>> };

/** An object with these keys and no others; `ignored` ones are allowed and left out. */
export function object<T extends object>(
  fields: Fields<T>,
  ignored: readonly string[] = [],
): Parser<T> {
  const table = Object.entries<Field<unknown>>(fields);
  const offered = table.filter(([, field]) => field.absent !== 'refused').map(([key]) => key);
  const known = new Set([...table.map(([key]) => key), ...ignored]);
  const inside = part(fields);
  return {
    expected: AN_OBJECT,
    parse: (value, place) => {
      if (!isRecord(value)) return refuse(place, describe(value), AN_OBJECT);
      return complete(place, () => {
        refuseUnknownKeys(value, place, known, offered);
        return inside.parse(value, place);
      });
    },
  };
}

/** These keys of an object; the others are left to other parsers. */
export function part<T extends object>(fields: Fields<T>): Parser<T> {
  const table = Object.entries<Field<unknown>>(fields);
  return {
    expected: AN_OBJECT,
    parse: (value, place) => {
      if (!isRecord(value)) return refuse(place, describe(value), AN_OBJECT);
      return complete(place, () => {
        const result = bare<unknown>();
        for (const [key, field] of table) {
          const parsed = Object.hasOwn(value, key)
            ? field.parser.parse(value[key], below(place, key))
            : whenAbsent(field, below(place, key));
          if (parsed !== undefined && parsed !== REFUSED) result[key] = parsed;
        }
        const frozen: object = Object.freeze({ ...result });
        return frozen as T;
      });
    },
  };
}

/** `offered` are the keys that the error names. */
export function refuseUnknownKeys(
  value: Readonly<Record<string, unknown>>,
  place: Place,
  known: ReadonlySet<string>,
  offered: readonly string[],
): void {
  for (const key of Object.keys(value)) {
    if (known.has(key)) continue;
    refuse(below(place, key), 'an unknown key', `${oneOfWords(offered)} as the key`);
  }
}

const AN_OBJECT = 'an object';

function whenAbsent(field: Field<unknown>, place: Place): unknown {
  if (field.absent === 'default') return field.value;
  return field.absent === 'issue' ? refuse(place, 'nothing', field.parser.expected) : undefined;
}

/** What a key holds, if the object has it itself: `constructor` is then an ordinary name. */
export function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What `read` returns, unless it reported an issue. */
export function complete<T>(place: Place, read: () => Read<T>): Read<T> {
  const before = place.issues.length;
  const result = read();
  return place.issues.length === before ? result : REFUSED;
}

/** An object in which `constructor` and the like are ordinary names. */
function bare<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
