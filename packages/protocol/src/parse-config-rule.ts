import type { ApiRule } from './config.js';
import { isRecord } from './json.js';
import { describe, quote } from './parse-config-error.js';
import {
  below,
  complete,
  object,
  oneOf,
  optional,
  own,
  REFUSED,
  refuse,
  required,
  setOf,
  text,
  withDefault,
} from './parse-config-combinators.js';
import type { Parser, Place, Read } from './parse-config-combinators.js';
import { ruleUrl } from './parse-config-url.js';
import { role } from './parse-config-values.js';

/** What a rule may name, before the providers themselves are known to be good. */
export interface KnownProviders {
  /** False where `providers` is no object: then no rule can be blamed. */
  readonly readable: boolean;
  readonly has: (id: string) => boolean;
  readonly isNone: (id: string) => boolean;
}

export function knownProviders(providers: unknown): KnownProviders {
  const table = isRecord(providers) ? providers : undefined;
  const has = (id: string) => table !== undefined && Object.hasOwn(table, id);
  return {
    readable: table !== undefined,
    has,
    isNone: (id) => {
      const provider = table && own(table, id);
      return isRecord(provider) && own(provider, 'type') === 'none';
    },
  };
}

/** `apis`: each rule by itself, and that each can be reached. */
export function rules(known: KnownProviders): Parser<readonly ApiRule[]> {
  const expected = 'a list';
  return {
    expected,
    parse: (value, place) => {
      if (!Array.isArray(value)) return refuse(place, describe(value), expected);
      return complete(place, () => {
        const good: ApiRule[] = [];
        for (const [index, entry] of (value as unknown[]).entries()) {
          const rule = parseRule(entry, index, below(place, index), known);
          if (rule !== REFUSED) good.push(rule);
        }
        refuseUnreachable(good, place);
        return Object.freeze(good);
      });
    },
  };
}

const METHOD = text(/^[A-Z]+(?:-[A-Z]+)*$/, "a method in capital letters, such as 'GET'");

const shape = object<Omit<ApiRule, 'index'>>({
  url: required(ruleUrl),
  provider: required(text(/^/, 'a string')),
  methods: optional(setOf(METHOD, 'a list of one or more methods, each once')),
  access: withDefault(oneOf(['allow', 'ask', 'deny']), 'allow'),
  attach: withDefault(oneOf(['unless-present', 'handle-only']), 'unless-present'),
  roles: optional(setOf(role, 'a list of one or more roles, each once')),
});

function parseRule(
  value: unknown,
  index: number,
  place: Place,
  known: KnownProviders,
): Read<ApiRule> {
  const before = place.issues.length;
  const rule = shape.parse(value, place);
  if (isRecord(value)) {
    refuseProvider(value, place, known);
    refuseRolesOfDenied(value, place);
  }
  return rule === REFUSED || place.issues.length > before
    ? REFUSED
    : Object.freeze({ index, ...rule });
}

function refuseProvider(
  value: Readonly<Record<string, unknown>>,
  place: Place,
  known: KnownProviders,
): void {
  const id = own(value, 'provider');
  if (typeof id !== 'string' || !known.readable) return;
  if (!known.has(id)) {
    refuse(below(place, 'provider'), quote(id), "the id of a provider in 'providers'");
  }
  if (!known.isNone(id)) return;
  for (const [key, why] of Object.entries(NOT_OF_NONE)) {
    if (!Object.hasOwn(value, key)) continue;
    refuse(below(place, key), describe(own(value, key)), `no '${key}': ${why}`);
  }
  if (own(value, 'access') === 'ask') {
    refuse(
      below(place, 'access'),
      '"ask"',
      "'allow' or 'deny': a provider of type 'none' has no sign-in to ask about",
    );
  }
}

const NOT_OF_NONE = {
  attach: "a provider of type 'none' attaches nothing",
  roles: "a provider of type 'none' has no users",
};

/** Somebody may mean by it that these roles are denied. */
function refuseRolesOfDenied(value: Readonly<Record<string, unknown>>, place: Place): void {
  if (own(value, 'access') !== 'deny' || !Object.hasOwn(value, 'roles')) return;
  const expected = "no 'roles': a rule that denies, denies everybody";
  refuse(below(place, 'roles'), describe(own(value, 'roles')), expected);
}

/** First match wins: a rule all of whose calls an earlier one takes is a mistake. */
function refuseUnreachable(good: readonly ApiRule[], place: Place): void {
  const prefixes = good.map((rule) => prefixPieces(rule.url));
  for (const [i, rule] of good.entries()) {
    const first = good.findIndex(
      (earlier, j) =>
        j < i && startsWith(prefixes[i] ?? [], prefixes[j] ?? []) && coversMethods(earlier, rule),
    );
    const earlier = good[first];
    if (earlier === undefined) continue;
    const same = prefixes[i]?.length === prefixes[first]?.length;
    refuse(
      below(place, rule.index),
      same ? 'a duplicate rule, never reached' : 'a rule that is never reached',
      `calls that rule ${earlier.index} does not match already: the first match wins`,
    );
  }
}

/** What the URL is relative to, then its path segments. */
function prefixPieces(url: string): string[] {
  const [, base = '', path = ''] = /^(https?:\/\/[^/]*|\/|(?:\.\/)?)(.*)$/.exec(url) ?? [];
  return [base.replace(/^\.\/$/, ''), ...path.split('/').filter((segment) => segment !== '')];
}

function startsWith(pieces: readonly string[], start: readonly string[]): boolean {
  return start.every((piece, i) => pieces[i] === piece);
}

function coversMethods(earlier: ApiRule, rule: ApiRule): boolean {
  const { methods } = earlier;
  return methods === undefined || (rule.methods?.every((m) => methods.includes(m)) ?? false);
}
