/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig, parseConfigText } from './parse-config.js';
import type { ConfigError } from './parse-config-error.js';

// The addon's tests run the same files through the Python validator.
const FOLDER = new URL('../fixtures/config/', import.meta.url);

interface Fixture {
  readonly about: string;
  readonly config?: unknown;
  readonly text?: string;
  readonly parsed?: unknown;
  readonly errors?: readonly ConfigError[];
}

function fixtures(kind: 'good' | 'bad'): [string, Fixture][] {
  return readdirSync(new URL(kind, FOLDER)).map((name) => [
    name,
    JSON.parse(readFileSync(new URL(`${kind}/${name}`, FOLDER), 'utf8')) as Fixture,
  ]);
}

/** Stands in the fixtures wherever somebody might write a secret. */
const SECRET = 'hunter2';

function parse({ text, config }: Fixture) {
  return text === undefined ? parseConfig(config) : parseConfigText(text);
}

describe('good auth.json', () => {
  it.each(fixtures('good'))('%s', (_, fixture) => {
    expect(parse(fixture)).toEqual({ ok: true, config: fixture.parsed });
  });
});

describe('bad auth.json', () => {
  it.each(fixtures('bad'))('%s', (_, fixture) => {
    const result = parse(fixture);
    const errors = result.ok ? [] : result.errors;
    expect(errors.map(({ path }) => path)).toEqual(fixture.errors?.map(({ path }) => path));
    for (const [i, { path, found, expected }] of errors.entries()) {
      expect(found, path).toContain(fixture.errors?.[i]?.found);
      expect(expected, path).toContain(fixture.errors?.[i]?.expected);
    }
  });

  it('errors hold no secret of the file', () => {
    const bad = fixtures('bad').map(([, fixture]) => fixture);
    const given = bad.filter(({ text, config }) => JSON.stringify([text, config]).includes(SECRET));
    expect(given.length).toBeGreaterThan(5);
    expect(bad.map((fixture) => JSON.stringify(parse(fixture))).join('')).not.toContain(SECRET);
  });
});
