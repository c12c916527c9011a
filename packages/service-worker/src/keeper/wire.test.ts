import { describe, expect, it } from 'vitest';
import { Vault } from '../vault/vault.js';
import { parseChallenge, parsePong, parseRestore, parseSnapshot } from './wire.js';

const JUNK = [undefined, null, 'text', 7, [], {}, [{ boot: 'b' }]];
const BOX = { publicKey: 'k', iv: 'i', ciphertext: 'c' };

describe('parseChallenge', () => {
  it('reads one', () => {
    const challenge = { boot: 'b', publicKey: 'k', restored: true };
    expect(parseChallenge({ ...challenge, more: 1 })).toEqual(challenge);
    expect(parseChallenge({ ...challenge, restored: 'yes' })?.restored).toBe(false);
  });

  it.each([...JUNK, { boot: 'b' }, { boot: 1, publicKey: 'k' }, { boot: 'b', publicKey: {} }])(
    'refuses %j',
    (value) => {
      expect(parseChallenge(value)).toBeUndefined();
    },
  );
});

describe('parseRestore', () => {
  it('reads one with a box, and one without', () => {
    expect(parseRestore({ boot: 'b', box: { ...BOX, more: 1 } })).toEqual({ boot: 'b', box: BOX });
    expect(parseRestore({ boot: 'b' })).toEqual({ boot: 'b' });
  });

  it.each([
    ...JUNK,
    { box: BOX },
    { boot: 7, box: BOX },
    { boot: 'b', box: null },
    { boot: 'b', box: [BOX] },
    { boot: 'b', box: { ...BOX, iv: 7 } },
    { boot: 'b', box: { ...BOX, publicKey: undefined } },
    { boot: 'b', box: { ...BOX, ciphertext: ['c'] } },
  ])('refuses %j', (value) => {
    expect(parseRestore(value)).toBeUndefined();
  });
});

describe('parsePong', () => {
  it('reads one', () => expect(parsePong({ next: 5, more: 1 })).toEqual({ next: 5 }));

  it.each([...JUNK, { next: '5' }, { next: null }])('refuses %j', (value) => {
    expect(parsePong(value)).toBeUndefined();
  });
});

describe('parseSnapshot', () => {
  const snapshot = { ...new Vault('b').snapshot() };

  it('reads what the vault gives', () => {
    expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  it.each(Object.keys(snapshot))('refuses one without a list of %s', (name) => {
    expect(parseSnapshot(JSON.stringify({ ...snapshot, [name]: undefined }))).toBeUndefined();
    expect(parseSnapshot(JSON.stringify({ ...snapshot, [name]: {} }))).toBeUndefined();
  });

  it.each(['null', '[]', '"text"'])('refuses %s', (text) => {
    expect(parseSnapshot(text)).toBeUndefined();
  });
});
