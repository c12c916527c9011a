import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formPage } from './form-page.js';
import type { Form } from './form-page.js';

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`;

const form = (text: string): Form => ({
  title: text,
  intro: text,
  link: { url: `https://lab.example/?q=${text}`, label: text },
  fields: [
    { name: text, label: text, type: 'text', hint: text },
    { name: 'token', label: text, type: 'password', action: text },
  ],
  actions: [{ action: text, label: text }],
});

const pageOf = async (text: string) => {
  const response = await formPage(form(text), text, text);
  return { response, html: await response.text() };
};

/** How often each letter stands there that HTML is made of: the worker's own markup alone has them. */
const markupOf = (html: string) =>
  ['<', '>', '"', "'"].map((letter) => [letter, html.split(letter).length - 1]);

describe('the form', () => {
  it('shows as text whatever auth.json puts in', async () => {
    const { html } = await pageOf(EVIL);
    expect(html).not.toContain('<script>alert(1)');
    expect(html).not.toContain('<img');
    expect(html).not.toContain(EVIL);
    expect(html).toContain('&#60;script&#62;alert(1)');
    expect(html).toContain('&#38;amp;');
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it('has the same markup for any text', async () => {
    const plain = markupOf((await pageOf('plain')).html);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('<', '>', '"', "'", '&', '/', 'script', ' ', '=', 'x', '`')),
        async (parts) => {
          expect(markupOf((await pageOf(parts.join(''))).html)).toEqual(plain);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('runs its own script alone, loads and sends nothing, and is in no frame', async () => {
    const { response, html } = await pageOf('Lab');
    const policy = response.headers.get('content-security-policy') ?? '';
    const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
    const hash = Buffer.from(digest).toString('base64');
    expect(policy.split('; ')).toEqual([
      `default-src 'none'`,
      `style-src 'unsafe-inline'`,
      `script-src 'sha256-${hash}'`,
      `form-action 'none'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
    ]);
    for (const [name, value] of [
      ['cross-origin-opener-policy', 'same-origin'],
      ['cache-control', 'no-store'],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
    ] as const) {
      expect(response.headers.get(name)).toBe(value);
    }
  });

  it('hides what is secret while it is typed, and remembers nothing', async () => {
    const { html } = await pageOf('Lab');
    expect(html).toMatch(/<input name="token" type="password" autocomplete="off"/);
    expect(html).toContain('rel="noopener noreferrer"');
  });
});
