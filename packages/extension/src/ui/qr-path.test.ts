import { describe, expect, it } from 'vitest';
import { qrPath } from './qr-path';

describe('qrPath', () => {
  it('draws the three corners, which a phone finds the code by', () => {
    const { path, size } = qrPath('https://issuer.example/device?user_code=RTJW-LJDN');
    expect(size).toBeGreaterThanOrEqual(21); // version 1
    expect((size - 17) % 4).toBe(0); // ISO/IEC 18004: 17 + 4 for each version
    for (const corner of ['L0 0L', `L${size} 0L`, `L0 ${size}L`]) expect(path).toContain(corner);
  });

  it('is another one for another link', () => {
    expect(qrPath('https://a.example/').path).not.toBe(qrPath('https://b.example/').path);
  });

  it('throws where no code holds the text', () => {
    expect(() => qrPath(`https://issuer.example/${'x'.repeat(4000)}`)).toThrow();
  });
});
