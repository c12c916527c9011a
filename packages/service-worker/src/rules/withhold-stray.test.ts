import { expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { compileRules } from './compile-rules.js';
import { strayProblem } from './withhold-stray.js';

const API = 'https://api.example/v1/';
const provider = 'platform';
const RULES = compileRules(
  configOf({
    providers: {
      platform: providerJson('https://platform.example/oidc'),
      other: providerJson('https://other.example/oidc'),
    },
    apis: [
      { url: `${API}admin/`, provider, access: 'deny' },
      { url: `${API}handles/`, provider, attach: 'handle-only' },
      { url: `${API}other/`, provider: 'other' },
      { url: `${API}reports/`, provider },
      { url: `${API}asked/`, provider, access: 'ask' },
      { url: `${API}editors/`, provider, roles: ['editor'] },
      { url: `${API}named/`, provider, roles: ['editor', 'read:/v1/named/a'] },
      { url: API, provider, methods: ['GET', 'POST'] },
    ],
  }),
  'https://site.example/',
);

it.each([
  ['x/', 'GET', undefined, undefined],
  ['reports/1', 'GET', undefined, undefined],
  ['x', 'DELETE', undefined, undefined],
  ['admin/x', 'GET', undefined, 'rule-denied'],
  ['other/x', 'GET', undefined, 'rule-denied'],
  ['handles/x', 'GET', undefined, 'rule-denied'],
  ['handles/x', 'GET', 'jlab_x', undefined],
  ['asked/x', 'GET', undefined, 'rule-denied'],
  ['editors/x', 'GET', undefined, 'rule-denied'],
  ['/v2/', 'GET', undefined, 'rule-denied'],
  ['https://files.example/x', 'GET', undefined, undefined],
])('a redirect to %s (%s, handle %s): %s', (to, method, handle, code) => {
  const rule = RULES.at(-1);
  if (!rule) throw new Error('no rule');
  const answer = (redirected: boolean) => ({ redirected, url: new URL(to, API).href }) as Response;
  const decision = { kind: 'attach', rule, ...(handle !== undefined && { handle }) } as const;
  const facts = { url: new URL(`${API}x`), method };
  expect(strayProblem(answer(true), decision, RULES, facts)?.code).toBe(code);
  expect(strayProblem(answer(false), decision, RULES, facts)).toBeUndefined();
});

it.each([
  ['asked/', undefined],
  ['editors/', undefined],
  ['named/', 'rule-denied'],
])('a redirect below %s, where its own rule covers both: %s', (below, code) => {
  const rule = RULES.find(({ prefix }) => prefix.href === API + below);
  if (!rule) throw new Error('no rule');
  const answer = { redirected: true, url: `${API}${below}b` } as Response;
  const facts = { url: new URL(`${API}${below}a`), method: 'GET' };
  expect(strayProblem(answer, { kind: 'attach', rule }, RULES, facts)?.code).toBe(code);
});
