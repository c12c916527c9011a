import type { QuestionState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { trans } from '../testing/fake-trans';
import { whatSessionAllows, whatWaits, whoAsks } from './question-words';

const SITE = 'https://site.example/lite/';
const question = (more: Partial<QuestionState> = {}): QuestionState => ({
  id: 'q.1',
  label: 'Mat3ra',
  rule: { index: 0, url: 'https://api.example/v1/' },
  calls: [{ method: 'GET', url: 'https://api.example/v1/a', count: 1 }],
  ...more,
});

describe('whoAsks', () => {
  it.each([
    ['the notebook of the kernel', question({ kernel: 'k' }), 'a.ipynb', 'a.ipynb'],
    ['a notebook, while its name is not known', question({ kernel: 'k' }), undefined, 'A notebook'],
    ['an unknown notebook, without a handle', question(), undefined, 'An unknown notebook'],
  ])('is %s', (_, asked, notebook, words) => {
    expect(whoAsks(asked, notebook, trans)).toBe(words);
  });
});

describe('whatSessionAllows', () => {
  it('says whose calls, to where', () => {
    expect(whatSessionAllows(question({ kernel: 'k' }), SITE, trans)).toContain(
      'all calls to https://api.example/v1/, of this notebook,',
    );
    expect(whatSessionAllows(question(), SITE, trans)).toContain('from every unknown notebook,');
  });

  it('names the methods, and where a relative address leads', () => {
    const rule = { index: 0, url: './api/', methods: ['POST', 'PUT'] };
    expect(whatSessionAllows(question({ rule }), SITE, trans)).toContain(
      'POST, PUT calls to https://site.example/lite/api/',
    );
  });
});

describe('whatWaits', () => {
  const calls = [3, 4].map((count, i) => ({
    method: 'GET',
    url: `https://api.example/v1/${i}`,
    count,
  }));

  it.each([
    ['', question(), 0],
    ['7 calls wait.', question({ calls }), 0],
    ['2 more questions come after this.', question(), 2],
    ['7 calls wait. 2 more questions come after this.', question({ calls }), 2],
  ])('says "%s"', (words, asked, later) => expect(whatWaits(asked, later, trans)).toBe(words));
});
