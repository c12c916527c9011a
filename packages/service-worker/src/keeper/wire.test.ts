import { describe, expect, it } from 'vitest';
import { keeperState, signedInVault } from '../testing/keeper-state.js';
import { parsePong, parseState } from './wire.js';

const JUNK = [undefined, null, 'text', 7, [], {}, [{ boot: 'b' }]];

describe('parsePong', () => {
  it('reads one', () => expect(parsePong({ next: 5, more: 1 })).toEqual({ next: 5 }));

  it.each([...JUNK, { next: '5' }, { next: null }])('refuses %j', (value) => {
    expect(parsePong(value)).toBeUndefined();
  });
});

describe('parseState', () => {
  const vault = signedInVault();
  vault.setHostPresent('page-1', true);
  vault.setKernel({ id: 'k', page: 'page-1', handles: { platform: 'jlab_k' } });
  const state = keeperState(vault);
  const parse = (value: unknown) => parseState(JSON.stringify(value));

  it('reads what the worker gives', () => expect(parse(state)).toEqual(state));

  it.each([undefined, 0, 1, 2, 3, 5, '4', null])('refuses format %j as a whole', (format) => {
    expect(parse({ ...state, format })).toBeUndefined();
  });

  it('refuses what a worker of before the formats gave', () => {
    expect(parse(state.vault)).toBeUndefined();
  });

  it.each([
    { ...state, at: '1' },
    { ...state, identity: undefined },
    { ...state, identity: { providers: [['platform']], host: '' } },
    { ...state, identity: { providers: [] } },
    { ...state, vault: undefined },
  ])('refuses a part of another shape', (value) => expect(parse(value)).toBeUndefined());

  it.each(Object.keys(state.vault))('refuses one without a list of %s', (name) => {
    const withPart = (part: unknown) =>
      parse({ ...state, vault: { ...state.vault, [name]: part } });
    expect(withPart([])).toBeDefined();
    for (const part of [undefined, null, {}, 'text', [7], [null], [['x']], [{}], [[1, {}]]]) {
      expect(withPart(part)).toBeUndefined();
    }
  });

  it.each(['', '{', 'null', '[]', '"text"'])('refuses %s', (text) => {
    expect(parseState(text)).toBeUndefined();
  });
});
