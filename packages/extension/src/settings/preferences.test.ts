/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { expect, it } from 'vitest';
import { DEFAULTS, readPreferences } from './preferences';

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../schema/sign-in.json', import.meta.url), 'utf8'),
);
const properties = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {};

it("has the schema's settings and defaults, and no other", () => {
  const defaults = Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, isRecord(each) && each.default]),
  );
  expect(Object.keys(defaults).sort()).toEqual(['hint', 'prompt', 'reminder']);
  expect(readPreferences(defaults)).toEqual(DEFAULTS);
});

it('takes what the user has chosen', () => {
  expect(readPreferences({ prompt: 'notification', reminder: 0, hint: false })).toEqual({
    prompt: 'notification',
    reminderMs: 0,
    hint: false,
  });
});

it.each([
  ['nothing', undefined],
  ['other types', { prompt: 1, reminder: '5', hint: 'no' }],
  ['values that are none', { prompt: 'never', reminder: -1, hint: null }],
  ['a reminder that is too early', { reminder: 100_000 }],
  ['no number', { reminder: NaN }],
])('takes %s for not set', (_, settings) => {
  expect(readPreferences(settings)).toEqual(DEFAULTS);
});
