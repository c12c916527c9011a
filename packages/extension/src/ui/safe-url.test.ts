import { describe, expect, it } from 'vitest';
import { safeUrl } from './safe-url';

describe('safeUrl', () => {
  it.each(['https://issuer.example/device?user_code=A', 'http://localhost:8001/oidc/device'])(
    'links %s',
    (url) => expect(safeUrl(url)).toBe(url),
  );

  it.each([
    undefined,
    '',
    'device',
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'blob:https://a/b',
    'file:///etc/passwd',
  ])('does not link %s', (url) => expect(safeUrl(url)).toBeUndefined());
});
