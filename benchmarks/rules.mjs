/**
 * How long the worker takes to decide on a request, by the number of rules in
 * auth.json: `node benchmarks/rules.mjs`, once the packages are built. Prints
 * µs and bytes per decision.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseConfig } from '@jupyterlite-auth-bridge/protocol';
import { compileRules } from '../packages/service-worker/lib/rules/compile-rules.js';
import { decide } from '../packages/service-worker/lib/rules/decide.js';

const SITE = 'https://site.example/lite/';
const RULES = [1, 20, 200];
const SAMPLES = 1_000;
/** Decisions that are timed together: a clock's tick is longer than one. */
const BATCH = 20;

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collectGarbage = runInNewContext('gc');

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

/** @param {() => void} task */
function bytesOf(task) {
  const times = 500;
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < times; i += 1) task();
  return (process.memoryUsage().heapUsed - before) / times;
}

/** The last rule of all, no rule, and the last but for the case of its letters. */
const CASES = /** @type {const} */ ([
  ['last rule', (/** @type {number} */ last) => `v1/teams/team-${last}/users/me?page=1`],
  ['no rule', () => 'v2/materials/some/thing'],
  ['other case', (/** @type {number} */ last) => `v1/teams/TEAM-${last}/users/me`],
]);

console.log('rules  request      median µs   p95 µs   bytes');
for (const count of RULES) {
  const compiled = rules(count);
  for (const [name, path] of CASES) {
    const facts = request(`https://api.example/${path(count - 1)}`);
    const task = () => void decide(compiled, facts);
    const samples = time(task);
    const at = (/** @type {number} */ share) =>
      (samples[Math.floor(share * SAMPLES)] ?? 0).toFixed(2);
    const bytes = bytesOf(task).toFixed(0);
    console.log(
      `${String(count).padStart(5)}  ${name.padEnd(10)} ${at(0.5).padStart(11)} ${at(0.95).padStart(8)} ${bytes.padStart(7)}`,
    );
  }
}
