import { describe, expect, it } from 'vitest';
import { hostPage } from './host-page';

const ORIGINS = ['https://one.example', 'https://two.example'];

describe('hostPage', () => {
  it.each([
    ['the one that opened the page', ORIGINS, 'https://two.example/', 'https://two.example/'],
    ['the first where nobody says', ORIGINS, '', 'https://one.example/'],
    ['the first for any other', ORIGINS, 'https://two.example.evil.test/', 'https://one.example/'],
    ['none where there is none', [], 'https://two.example/', undefined],
  ])('is %s', (_, origins, referrer, page) => {
    expect(hostPage(origins, referrer)).toBe(page);
  });
});
