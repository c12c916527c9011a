import { describe, expect, it } from 'vitest';
import { isOfThisKind, newKeys, open, publicKeyOf, seal } from './sealed-box.js';

const TEXT = 'secret-token und Umlaute: äöü 😀';

async function sealed(text = TEXT) {
  const recipient = await newKeys();
  return { recipient, box: await seal(text, publicKeyOf(recipient)) };
}

describe('a sealed box', () => {
  it('opens with the key that it was made for', async () => {
    const { recipient, box } = await sealed();
    expect(await open(box, recipient)).toBe(TEXT);
    expect(new TextDecoder().decode(box)).not.toContain('secret');
  });

  it('takes 5 MB', async () => {
    const text = 'x'.repeat(5_000_000);
    const { recipient, box } = await sealed(text);
    expect(await open(box, recipient)).toBe(text);
  });

  it('opens with no other key', async () => {
    const { box } = await sealed();
    await expect(open(box, await newKeys())).rejects.toThrow();
  });

  it('does not open when anything of it was changed, or is missing', async () => {
    const { recipient, box } = await sealed();
    for (const at of [0, 1, 40, 64, 65, 76, 77, box.length - 1]) {
      const changed = box.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(open(changed, recipient)).rejects.toThrow();
      await expect(open(box.slice(0, at), recipient)).rejects.toThrow();
    }
    const other = (await sealed()).box;
    const mixed = Uint8Array.from([...other.subarray(0, 65), ...box.subarray(65)]);
    await expect(open(mixed, recipient)).rejects.toThrow();
  });

  it('is told from one of another kind by its first byte', async () => {
    const { box } = await sealed();
    expect(isOfThisKind(box)).toBe(true);
    for (const other of [new Uint8Array(), Uint8Array.of(3, ...box)]) {
      expect(isOfThisKind(other)).toBe(false);
    }
  });

  it('is another each time', async () => {
    const recipient = await newKeys();
    const key = publicKeyOf(recipient);
    const [one, two] = await Promise.all([seal(TEXT, key), seal(TEXT, key)]);
    for (const [from, to] of [
      [0, 65],
      [65, 77],
      [77, 200],
    ] as const) {
      expect(one.subarray(from, to)).not.toEqual(two.subarray(from, to));
    }
  });

  it('has a private key that nobody can take out', async () => {
    const { privateKey } = await newKeys();
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
  });
});
