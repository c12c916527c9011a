import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabArchivesError } from './labarchives-error.js';
import { readUserAccessAnswer } from './read-answer.js';
import { LONGEST_ANSWER, readUserAccessInfo } from './user-access.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const USERS = `${DECLARATION}<users>
  <notebooks type="array">
    <notebook><is-default type="boolean">false</is-default><name>R&amp;D &#60;1&#x3e;</name><id>nb/1=</id></notebook>
    <notebook>
      <id>nb2</id><name><![CDATA[<Ada's> & co]]></name><is-default type="boolean">true</is-default>
    </notebook>
    <notebook><name>without an id</name></notebook>
  </notebooks>
  <!-- children come in any order -->
  <fullname>Ada  Lovelace é</fullname>
  <auto-login-allowed type="boolean">false</auto-login-allowed>
  <id>uid/+=</id>
  <email>ada@example.org</email>
  <request><class>users</class><sig>x</sig></request>
</users>
`;
const ADA = {
  id: 'uid/+=',
  name: 'Ada  Lovelace é',
  email: 'ada@example.org',
  notebooks: [
    { id: 'nb/1=', name: 'R&D <1>', isDefault: false },
    { id: 'nb2', name: "<Ada's> & co", isDefault: true },
  ],
};

function errorXml(code: string, description = 'What LabArchives wrote'): string {
  return `${DECLARATION}<error><error-code type="integer">${code}</error-code><error-description>${description}</error-description></error>`;
}

function thrownBy(task: () => unknown): unknown {
  try {
    return task();
  } catch (error) {
    return error;
  }
}

const refused = (reason: RegExp) =>
  expect.objectContaining({
    name: 'BridgeError',
    code: 'issuer-refused',
    message: expect.stringMatching(reason) as string,
  }) as unknown;

describe('readUserAccessInfo', () => {
  it("reads the user's id, name, e-mail address and notebooks", () => {
    expect(readUserAccessInfo(USERS)).toEqual(ADA);
  });

  it.each([
    ['<users><id>u</id></users>', { id: 'u', notebooks: [] }],
    ['\uFEFF<users ><id\n>u</id ><notebooks/></users>', { id: 'u', notebooks: [] }],
    [
      '<users><first-name>Ada</first-name><last-name>L</last-name><id>u</id><email/></users>',
      { id: 'u', name: 'Ada L', notebooks: [] },
    ],
    ["<users a='>' b = \"'/>\"><id>u</id></users>", { id: 'u', notebooks: [] }],
  ])('reads %s', (xml, access) => {
    expect(readUserAccessInfo(xml)).toEqual(access);
  });

  it.each([
    ['', /not one XML document/],
    ['   ', /not one XML document/],
    ['Service unavailable', /not one XML document/],
    ['{"id": "u"}', /not one XML document/],
    ['<!doctype html><html><body>Sign in</body></html>', /not well-formed/],
    ['<html><body><p>Sign in<br></body></html>', /not well-formed/],
    ['<html><body>Sign in</body></html>', /another document/],
    ['<user><id>u</id></user>', /another document/],
    ['<users></users>', /id is missing/],
    ['<users><id/></users>', /id is missing/],
    ['<users><id> \n </id></users>', /id is missing/],
    ['<users><notebooks><notebook><id>n</id></notebook></notebooks></users>', /id is missing/],
    ['<users><id><b>u</b></id></users>', /id is missing/],
    ['<users><id>u</id>', /not one XML document/],
    ['<users><id>u</id></users><users/>', /not one XML document/],
    ['<users><id>u</id></users>trailing', /not one XML document/],
    ['<users><id>u</users></id>', /not well-formed/],
    ['</users>', /not well-formed/],
    ['<users><id>u</id></users></users>', /not well-formed/],
    ['<users><id>u</id><!-- </users>', /not well-formed/],
    ['<users><id>u<![CDATA[</id></users>', /not well-formed/],
    ['<users a><id>u</id></users>', /not well-formed/],
    ['<users a="<"><id>u</id></users>', /not well-formed/],
    ['<users><?php x ?><id>u</id></users>', /not well-formed/],
    ['<users><id>&uid;</id></users>', /entity/],
    ['<users><id>&toString;</id></users>', /entity/],
    ['<users><id>a & b</id></users>', /reference/],
    ['<users><id>&#0;</id></users>', /reference/],
    ['<users><id>&#xD800;</id></users>', /reference/],
    ['<users><id>&#x110000;</id></users>', /reference/],
    ['<users><id>u\0</id></users>', /character/],
    ['<error><error-description>no code</error-description></error>', /without a code/],
    ['<error><error-code>45e3</error-code></error>', /without a code/],
    ['<users>'.repeat(100_000), /too deep/],
    [`<users><id>${'x'.repeat(LONGEST_ANSWER)}</id></users>`, /far too long/],
  ])('refuses %.60j: %s', (xml, reason) => {
    expect(thrownBy(() => readUserAccessInfo(xml))).toEqual(refused(reason));
  });

  it('expands no entity and loads nothing', () => {
    const laughs = `<!DOCTYPE users [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "https://evil.test/">]>`;
    const xml = `${DECLARATION}${laughs}<users><id>&b;&x;</id></users>`;
    expect(thrownBy(() => readUserAccessInfo(xml))).toEqual(refused(/not well-formed/));
  });

  it.each([
    '<a '.padEnd(LONGEST_ANSWER, ' '),
    '<!--'.repeat(499_999),
    `<a${' b="1"'.repeat(333_333)}`,
  ])('is done with a hostile document of megabytes: %.12s…', (xml) => {
    expect(thrownBy(() => readUserAccessInfo(xml))).toEqual(refused(/not well-formed/));
  });

  it('shows nothing of what it refuses', () => {
    const secret = 'the-secret';
    for (const xml of [secret, `<${secret}/>`, `<users>&${secret};</users>`, errorXml(secret)]) {
      expect(String(thrownBy(() => readUserAccessInfo(xml)))).not.toContain(secret);
    }
  });

  it('reads any text back that was escaped', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      // eslint-disable-next-line no-control-regex -- what XML cannot hold
      .filter((value) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(value))
      .map((value) => value.trim())
      .filter((value) => value !== '');
    fc.assert(
      fc.property(text, (value) => {
        const escaped = value.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
        expect(readUserAccessInfo(`<users><id>${escaped}</id></users>`).id).toBe(value);
      }),
    );
  });

  it('answers or throws a BridgeError, whatever the text', () => {
    const pieces = fc.array(
      fc.constantFrom('<users>', '</users>', '<id>', '</id>', 'u', '&amp;', '&', '<', '>', '<!--'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, fc.string(), (parts, noise) => {
        const result = thrownBy(() => readUserAccessInfo(parts.join('') + noise));
        expect(result).toHaveProperty(result instanceof Error ? 'code' : 'id');
      }),
    );
  });
});

describe("LabArchives' errors", () => {
  it.each([
    [4506, 'issuer-refused', /access key id/],
    [4514, 'sign-in-failed', /new code/],
    [4520, 'issuer-refused', /clock/],
    [4533, 'session-ended', /Sign in again/],
    [4999, 'issuer-refused', /4999/],
  ])('%d is %s', (errorCode, code, message) => {
    const error = thrownBy(() => readUserAccessInfo(errorXml(String(errorCode))));
    expect(error).toBeInstanceOf(LabArchivesError);
    expect(error).toMatchObject({ errorCode, code, description: 'What LabArchives wrote' });
    expect(error).toHaveProperty('message', expect.stringMatching(message));
    // It may quote the request.
    expect(error).not.toHaveProperty('message', expect.stringContaining('What LabArchives'));
  });

  it('keep a long description short', () => {
    const error = thrownBy(() => readUserAccessInfo(errorXml('1', 'long \n '.repeat(1000))));
    expect(error).toHaveProperty('description', expect.stringMatching(/^(long ){60}$/));
  });
});

describe('readUserAccessAnswer', () => {
  it('reads an answer that comes in pieces', async () => {
    const bytes = new TextEncoder().encode(USERS);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await readUserAccessAnswer(new Response(body))).toEqual(ADA);
  });

  it.each([200, 400, 401, 500])('finds the error under status %d', async (status) => {
    const answer = readUserAccessAnswer(new Response(errorXml('4514'), { status }));
    await expect(answer).rejects.toMatchObject({ errorCode: 4514 });
  });

  it.each([
    [new Response(USERS, { status: 404 }), 'issuer-refused', /status 404/],
    [new Response('<h1>Bad gateway</h1>', { status: 502 }), 'issuer-unreachable', /moment/],
    [new Response(null), 'issuer-refused', /XML/],
    [new Response(Uint8Array.of(0x3c, 0xe9)), 'issuer-refused', /UTF-8/],
    [new Response(Uint8Array.of(0x3c, 0xc3)), 'issuer-refused', /UTF-8/],
    [new Response(brokenBody()), 'issuer-unreachable', /moment/],
  ])('says why it cannot be used (case %#)', async (response, code, message) => {
    const error: unknown = await readUserAccessAnswer(response).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'BridgeError', code });
    expect(error).toHaveProperty('message', expect.stringMatching(message));
  });

  it('stops reading an answer of more than the limit', async () => {
    const piece = new Uint8Array(100_000).fill(0x20);
    let sent = 0;
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += piece.length;
        controller.enqueue(piece);
      },
      cancel() {
        cancelled = true;
      },
    });
    await expect(readUserAccessAnswer(new Response(body))).rejects.toEqual(refused(/far too long/));
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThan(LONGEST_ANSWER + 5 * piece.length);
  });
});

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.error(new TypeError('network error'));
    },
  });
}
