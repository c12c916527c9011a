import { describe, expect, it } from 'vitest';
import { shownUrl } from './shown-url.js';

const show = (url: string) => shownUrl(new URL(url));

describe('shownUrl', () => {
  it.each([
    ['https://api.example/v1/items/42', 'https://api.example/v1/items/42'],
    ['https://api.example/?a=1&b=2&a=3', 'https://api.example/?a&b&a'],
    ['https://ada:secret@api.example/x#secret', 'https://api.example/x'],
    ['https://api.example/?raw', 'https://api.example/?raw'],
    ['https://api.example/?next=a=b', 'https://api.example/?next'],
    ['https://api.example/?filter%5Bid%5D=1', 'https://api.example/?filter%5Bid%5D'],
  ])('%s', (url, shown) => expect(show(url)).toBe(shown));

  it.each([
    ['https://api.example/a/jlab_abc-d_e/b', 'https://api.example/a/<handle>/b'],
    ['https://api.example/a/bearer-jlab_abc', 'https://api.example/a/<handle>'],
    ['https://api.example/%6alab%5Fabc', 'https://api.example/<handle>'],
    ['https://api.example/?jlab_abc=1', 'https://api.example/?<handle>'],
    ['https://api.example/?x=jlab_abc', 'https://api.example/?x'],
    ['https://api.example/eyJhbGciOiJub25lIn0.e30.x', 'https://api.example/<token>'],
    ['https://api.example/?eyJhbGciOiJub25lIn0.e30.x', 'https://api.example/?<token>'],
    [`https://api.example/?${'s3cret'.repeat(20)}`, 'https://api.example/?<long>'],
  ])('shows no secret of %s', (url, shown) => expect(show(url)).toBe(shown));

  it('is at most 2,000 characters, however long the URL is', () => {
    const path = show(`https://api.example/${'a/'.repeat(50_000)}`);
    expect(path).toHaveLength(2_000);
    const query = show(`https://api.example/?${'a=1&'.repeat(50_000)}`);
    expect(query.length).toBeLessThanOrEqual(2_000);
    expect(query).not.toContain('1');
    const cut = show(`https://api.example/${'a'.repeat(1_990)}/jlab_abcdefghijkl`);
    expect(cut).not.toContain('jlab_');
  });
});
