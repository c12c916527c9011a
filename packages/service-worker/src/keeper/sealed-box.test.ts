import { describe, expect, it } from 'vitest';
import { newKeyPair, open, publicKeyOf, seal } from './sealed-box.js';

const TEXT = 'secret-token und Umlaute: äöü 😀';

async function sealed(text = TEXT, context = 'boot-1') {
  const recipient = await newKeyPair();
  return { recipient, box: await seal(text, await publicKeyOf(recipient), context) };
}

describe('a sealed box', () => {
  it('opens with the key and the context that it was made for', async () => {
    const { recipient, box } = await sealed();
    expect(await open(box, recipient, 'boot-1')).toBe(TEXT);
    expect(JSON.stringify(box)).not.toContain('secret');
  });

  it('takes 5 MB', async () => {
    const text = 'x'.repeat(5_000_000);
    const { recipient, box } = await sealed(text);
    expect(await open(box, recipient, 'boot-1')).toBe(text);
  });

  it('opens with no other key and in no other context', async () => {
    const { recipient, box } = await sealed();
    await expect(open(box, await newKeyPair(), 'boot-1')).rejects.toThrow();
    await expect(open(box, recipient, 'boot-2')).rejects.toThrow();
    await expect(open(box, recipient, '')).rejects.toThrow();
  });

  it('does not open when anything of it was changed', async () => {
    const { recipient, box } = await sealed();
    const other = (await sealed()).box;
    for (const name of ['publicKey', 'iv', 'ciphertext'] as const) {
      const changed = { ...box, [name]: other[name] };
      await expect(open(changed, recipient, 'boot-1')).rejects.toThrow();
      await expect(open({ ...box, [name]: 'no base64!' }, recipient, 'boot-1')).rejects.toThrow();
    }
  });

  it('is another each time', async () => {
    const recipient = await newKeyPair();
    const key = await publicKeyOf(recipient);
    const [one, two] = await Promise.all([seal(TEXT, key, 'b'), seal(TEXT, key, 'b')]);
    expect(one.ciphertext).not.toBe(two.ciphertext);
    expect(one.iv).not.toBe(two.iv);
    expect(one.publicKey).not.toBe(two.publicKey);
  });

  it('has a private key that nobody can take out', async () => {
    const { privateKey } = await newKeyPair();
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
  });
});
