import { parseConfig } from '@jupyterlite-auth-bridge/protocol';
import { compileRules } from '../../packages/service-worker/lib/rules/compile-rules.js';
import { decide } from '../../packages/service-worker/lib/rules/decide.js';

const SITE = 'https://site.example/lite/';
const SAMPLES = 1_000;
/** Decisions that are timed together: a clock's tick is longer than one. */
const BATCH = 20;

/** @param {number} count */
function rules(count) {
  const apis = Array.from({ length: count }, (_, index) => ({
    url: `https://api.example/v1/teams/team-${index}/`,
    provider: 'platform',
    ...(index % 2 === 0 && { methods: ['GET', 'POST'] }),
  }));
  const platform = { type: 'oidc', issuer: 'https://id.example', clientId: 'site' };
  const parsed = parseConfig({ providers: { platform }, apis });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return compileRules(parsed.config, SITE);
}

/** @param {string} url */
function request(url) {
  const headers = new Headers({ authorization: `Bearer jlab_${'a'.repeat(43)}` });
  return { url: new URL(url), method: 'GET', mode: 'cors', destination: '', headers };
}

/** @param {() => void} task @returns {number[]} µs, from the shortest to the longest */
function time(task) {
  for (let i = 0; i < SAMPLES * BATCH; i += 1) task();
  const samples = Array.from({ length: SAMPLES }, () => {
    const start = performance.now();
    for (let i = 0; i < BATCH; i += 1) task();
    return ((performance.now() - start) / BATCH) * 1_000;
  });
  return samples.sort((a, b) => a - b);
}

/** The last rule of all, no rule, and the last but for the case of its letters. */
const CASES = /** @type {const} */ ([
  ['last rule', (/** @type {number} */ last) => `v1/teams/team-${last}/users/me?page=1`],
  ['no rule', () => 'v2/materials/some/thing'],
  ['other case', (/** @type {number} */ last) => `v1/teams/TEAM-${last}/users/me`],
]);

/**
 * The median time of a decision, for the slowest of the cases.
 *
 * @param {number} count of rules
 * @returns {number} µs
 */
export function decisionMicroseconds(count) {
  const compiled = rules(count);
  const medians = CASES.map(([, path]) => {
    const facts = request(`https://api.example/${path(count - 1)}`);
    const samples = time(() => void decide(compiled, facts));
    return samples[Math.floor(samples.length / 2)] ?? Number.NaN;
  });
  return Math.max(...medians);
}
