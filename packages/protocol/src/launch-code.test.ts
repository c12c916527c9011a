import { describe, expect, it } from 'vitest';
import { addLaunchCode, takeLaunchCode } from './launch-code.js';

const PAGE = 'https://site.example/lite/lab/index.html?path=a.ipynb';

describe('a one-time code in a fragment', () => {
  it.each([PAGE, `${PAGE}#heading`, `${PAGE}#a=1&b`])('is put in and taken out: %s', (page) => {
    for (const code of ['abc', 'a code/1&x=#', 'ä'])
      expect(takeLaunchCode(new URL(addLaunchCode(page, code)))).toEqual({
        code,
        url: new URL(page),
      });
  });

  it.each([
    '',
    '#auth-bridge-code',
    '#auth-bridge-code=',
    '#auth-bridge-code=%',
    '?auth-bridge-code=a',
  ])('is none in %j', (rest) => {
    expect(takeLaunchCode(new URL(`https://site.example/lab/${rest}`))).toBeUndefined();
  });

  it('is none that is longer than any', () => {
    expect(takeLaunchCode(new URL(addLaunchCode(PAGE, 'x'.repeat(2_001))))).toBeUndefined();
  });
});
