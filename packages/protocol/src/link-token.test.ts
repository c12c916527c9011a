import { describe, expect, it } from 'vitest';
import { takeLinkToken } from './link-token.js';

const take = (path: string) => {
  const taken = takeLinkToken(new URL(path, 'https://site.example/lite/'));
  return taken && { token: taken.token, path: taken.url.href.slice(taken.url.origin.length) };
};

describe('takeLinkToken', () => {
  it.each([
    ['lab/index.html?token=abc', 'abc', '/lite/lab/index.html'],
    ['lab/index.html#token=abc', 'abc', '/lite/lab/index.html'],
    ['lab/?path=a%20b.ipynb&token=abc', 'abc', '/lite/lab/?path=a%20b.ipynb'],
    ['lab/?path=x#heading&token=abc', 'abc', '/lite/lab/?path=x#heading'],
    ['lab/?token=a%2Bb%3D', 'a+b=', '/lite/lab/'],
    ['lab/#token=a+b/c==', 'a+b/c==', '/lite/lab/'],
    ['lab/#token=100%', '100%', '/lite/lab/'],
    ['lab/?token=one&token=two#token=three', 'one', '/lite/lab/'],
  ])('finds it in %s', (path, token, clean) => {
    expect(take(path)).toEqual({ token, path: clean });
  });

  it.each(['lab/', 'lab/?path=token=abc', 'lab/?mytoken=abc', 'lab/#token', 'lab/token=abc'])(
    'finds none in %s',
    (path) => {
      expect(take(path)).toBeUndefined();
    },
  );
});
