import { CONFIG_FORMAT } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { readBakedConfig } from './baked-config.js';

describe('what the addon has put in', () => {
  it('is taken as it is', () => {
    const config = { providers: {}, apis: [], kernel: { env: {}, sealed: false } };
    expect(readBakedConfig({ format: CONFIG_FORMAT, config })).toBe(config);
  });

  it.each([
    ['nothing', undefined],
    ['the text of an auth.json', { providers: {} }],
    ['another format', { format: CONFIG_FORMAT + 1, config: {} }],
    ['no configuration', { format: CONFIG_FORMAT }],
  ])('is refused with what to do: %s', (_, value) => {
    expect(() => readBakedConfig(value)).toThrow(/run `jupyter lite build` again/);
  });
});
