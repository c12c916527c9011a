import { describe, expect, it } from 'vitest';
import { endSessionUrl } from './end-session-url';

const OWN = 'https://site.example/lite/auth-bridge/';
const endSession = `${OWN}end-session?provider=platform`;

describe('endSessionUrl', () => {
  it("is the worker's own page", () => {
    expect(endSessionUrl({ endSession }, OWN, false)).toBe(endSession);
  });

  it.each([
    ['none is named', {}, false],
    ['it is not of the worker', { endSession: 'https://evil.example/end-session' }, false],
    ['it is another page of the worker', { endSession: `${OWN}start` }, false],
    ['JupyterLab is in a frame', { endSession }, true],
  ])('is none where %s', (_, event, framed) => {
    expect(endSessionUrl(event, OWN, framed)).toBeUndefined();
  });
});
