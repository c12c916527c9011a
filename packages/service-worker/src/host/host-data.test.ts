import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { hostDataFor, readHostData } from './host-data.js';

const AUTH = 'secret-auth-token';
const HANDLE = 'jlab_handle';

const PAYLOAD = {
  apiConfig: {
    accountId: 'account-1',
    authToken: AUTH,
    organizationId: 'org-1',
    clusters: [{ hostname: 'cluster-1' }],
  },
  environ: { MATERIALS_LIMIT: '10', OIDC_ACCESS_TOKEN: 'secret-oidc', AUTH_TOKEN: AUTH },
  materials: [{ name: 'Si', _id: 'm-1' }],
};

describe('readHostData', () => {
  it('takes the credential out and keeps the rest', () => {
    const { credential, data } = readHostData(PAYLOAD);
    expect(credential).toEqual({ kind: 'header-pair', accountId: 'account-1', authToken: AUTH });
    expect(JSON.stringify(data)).not.toContain('secret');
    expect(hostDataFor(data, HANDLE)).toEqual({
      ...PAYLOAD,
      apiConfig: { ...PAYLOAD.apiConfig, authToken: HANDLE },
      environ: { MATERIALS_LIMIT: '10', OIDC_ACCESS_TOKEN: HANDLE, AUTH_TOKEN: HANDLE },
    });
  });

  it('marks the token out wherever it stands: nested, within a text, as a key', () => {
    const { data } = readHostData({
      ...PAYLOAD,
      links: [`https://x.example/?token=${AUTH}&again=${AUTH}`],
      [AUTH]: { [`by-${AUTH}`]: [[{ deep: AUTH }]] },
      environ: { NOTE: `Bearer ${AUTH}`, [AUTH]: '1' },
    });
    expect(JSON.stringify(data)).not.toContain(AUTH);
    expect(hostDataFor(data, HANDLE)).toMatchObject({
      links: [`https://x.example/?token=${HANDLE}&again=${HANDLE}`],
      [HANDLE]: { [`by-${HANDLE}`]: [[{ deep: HANDLE }]] },
      environ: { NOTE: `Bearer ${HANDLE}`, [HANDLE]: '1' },
    });
  });

  it.each(['OIDC_ACCESS_TOKEN', 'OIDC_REFRESH_TOKEN', 'AUTH_TOKEN'])(
    'marks %s of environ out everywhere, without an authToken',
    (name) => {
      const { credential, data } = readHostData({ environ: { [name]: 'secret' }, note: 'secret!' });
      expect(credential).toBeUndefined();
      expect(JSON.stringify(data)).not.toContain('secret');
    },
  );

  it('leaves no rest of a token that has another one in it', () => {
    const { data } = readHostData({
      apiConfig: { accountId: 'a', authToken: 'core' },
      environ: { OIDC_ACCESS_TOKEN: 'secret-core-secret' },
    });
    expect(JSON.stringify(data)).not.toContain('secret');
  });

  it('never lets a token through, whatever the data', () => {
    const token = fc.string({ minLength: 6, maxLength: 12 }).map((text) => `tok${text}`);
    fc.assert(
      fc.property(token, token, fc.jsonValue(), (auth, oidc, more) => {
        const planted = JSON.parse(
          JSON.stringify({ more, [auth]: oidc, list: [`x${oidc}y${auth}`] }),
        ) as Record<string, unknown>;
        const { data } = readHostData({
          ...planted,
          apiConfig: { accountId: 'a', authToken: auth },
          environ: { OIDC_ACCESS_TOKEN: oidc },
        });
        for (const text of textsOf(data)) {
          expect(text.includes(auth) || text.includes(oidc)).toBe(false);
        }
      }),
    );
  });

  it("takes the user's roles, and nothing else for roles", () => {
    expect(readHostData({ ...PAYLOAD, roles: ['editor', 7] }).roles).toEqual(['editor']);
    expect(readHostData({ ...PAYLOAD, roles: 'editor' }).roles).toEqual([]);
  });

  it('reads data without any credential', () => {
    expect(readHostData({ materials: [] })).toEqual({ data: { materials: [] }, roles: [] });
    expect(readHostData({ apiConfig: { accountId: 'a' } }).credential).toBeUndefined();
    expect(readHostData({ apiConfig: { authToken: AUTH } }).credential).toBeUndefined();
    const empty = { apiConfig: { accountId: '', authToken: '' } };
    expect(readHostData(empty)).toEqual({ data: empty, roles: [] });
  });

  it.each([
    ['a string', 'data'],
    ['a list', [PAYLOAD]],
    ['nothing', undefined],
    ['a function within', { run: () => 1 }],
    ['an apiConfig that is a list', { apiConfig: [] }],
    ['an environ that is a string', { environ: 'A=1' }],
    ['an account id that is a number', { apiConfig: { accountId: 7, authToken: AUTH } }],
    ['a token that is an object', { apiConfig: { accountId: 'a', authToken: { t: AUTH } } }],
    ['clusters that are no list', { apiConfig: { clusters: { c: 1 } } }],
    ['a token of environ that is no string', { environ: { OIDC_ACCESS_TOKEN: ['secret'] } }],
  ])('refuses %s, and repeats nothing of it', (_, payload) => {
    const error = caught(() => readHostData(payload));
    expect(error).toBeInstanceOf(BridgeError);
    expect(error).toMatchObject({ code: 'host-data-invalid' });
    expect(String(error)).not.toContain('secret');
  });

  it('keeps __proto__ a key', () => {
    const payload: unknown = JSON.parse('{"__proto__": {"apiConfig": {"authToken": "secret"}}}');
    const { credential, data } = readHostData(payload);
    expect(credential).toBeUndefined();
    expect(Object.keys(hostDataFor(data, HANDLE))).toEqual(['__proto__']);
  });

  it('takes 10 MB', () => {
    const text = `${'x'.repeat(100)}${AUTH}`.repeat(80_000);
    const { data } = readHostData({ ...PAYLOAD, text });
    expect(JSON.stringify(data)).not.toContain(AUTH);
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}

function caught(task: () => unknown): unknown {
  try {
    task();
  } catch (error) {
    return error;
  }
  return undefined;
}
