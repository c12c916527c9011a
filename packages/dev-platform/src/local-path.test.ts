import { expect, it } from 'vitest';
import { localPath } from './local-path.js';

const origin = 'http://localhost:9000';

it.each([
  ['/', '/'],
  ['/notebooks?path=a%2Fb.ipynb', '/notebooks?path=a%2Fb.ipynb'],
  [`${origin}/oidc/device`, '/oidc/device'],
  ['http://localhost:9001/', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example/x', '/'],
  ['javascript:alert(1)', '/'],
  ['/%2F/evil.example', '/%2F/evil.example'],
  ['http://[', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
])('%j leads to %s', (next, expected) => {
  expect(localPath(next, origin)).toBe(expected);
});
