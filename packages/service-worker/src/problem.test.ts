import { beforeEach, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '@jupyterlite-auth-bridge/protocol';
import { jsonResponse } from './json-response.js';
import { leadToHelp, problemResponse } from './problem.js';

// Tests before this one, in the same process, may have started a worker.
beforeEach(() => leadToHelp(undefined));

describe('problemResponse', () => {
  it.each(ERROR_CODES)('has for %s a type, a title, the status and the detail', async (code) => {
    const response = problemResponse({ code, status: 403, detail: 'Do this.' });
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: `urn:jupyterlite-auth-bridge:problem:${code}`,
      title: expect.stringMatching(/\w/) as string,
      status: 403,
      detail: 'Do this.',
    });
  });

  it("leads to its section of the site's help, once that is known", async () => {
    leadToHelp('https://site.example/lab/auth-bridge/help.html');
    const response = problemResponse({ code: 'rule-denied', status: 403, detail: '' });
    expect(await response.json()).toMatchObject({
      help: 'https://site.example/lab/auth-bridge/help.html#rule-denied',
    });
  });

  it('has a challenge on a 401, and there alone', () => {
    const challenge = (status: number) =>
      problemResponse({ code: 'handle-unknown', status, detail: '' }).headers.get(
        'www-authenticate',
      );
    expect(challenge(401)).toMatch(/^Bearer /);
    expect(challenge(403)).toBeNull();
  });
});

describe('jsonResponse', () => {
  it('is kept by no cache', async () => {
    const response = jsonResponse({ a: 1 }, 409);
    expect([response.status, response.headers.get('cache-control')]).toEqual([409, 'no-store']);
    expect(await response.json()).toEqual({ a: 1 });
  });
});
