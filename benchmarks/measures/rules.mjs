import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseConfig } from '@jupyterlite-auth-bridge/protocol';
import { compileRules } from '../../packages/service-worker/lib/rules/compile-rules.js';
import { decide } from '../../packages/service-worker/lib/rules/decide.js';

const SITE = 'https://site.example/lite/';
const SAMPLES = 1_000;
/** Decisions that are timed together: a clock's tick is longer than one. */
const BATCH = 20;

/** The last rule of all, no rule, and the last but for the case of its letters. */
const PATHS = /** @type {const} */ ([
  (/** @type {number} */ last) => `v1/teams/team-${last}/users/me?page=1`,
  () => 'v2/materials/some/thing',
  (/** @type {number} */ last) => `v1/teams/TEAM-${last}/users/me`,
]);

/**
 * What a decision among so many rules takes, in the slowest of the cases.
 *
 * @param {number} count of rules
 * @returns {{ microseconds: number, bytes: number }} the median time; what is allocated
 */
export function measureDecision(count) {
  const rules = makeRules(count);
  const tasks = PATHS.map((path) => {
    const facts = request(`https://api.example/${path(count - 1)}`);
    return () => void decide(rules, facts);
  });
  return {
    microseconds: Math.max(...tasks.map(medianTime)),
    bytes: Math.max(...tasks.map(bytesOf)),
  };
}

/** @param {number} count */
function makeRules(count) {
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

/**
 * @param {() => void} task
 * @returns {number} µs
 */
function medianTime(task) {
  for (let i = 0; i < SAMPLES * BATCH; i += 1) task();
  const samples = Array.from({ length: SAMPLES }, () => {
    const start = performance.now();
    for (let i = 0; i < BATCH; i += 1) task();
    return ((performance.now() - start) / BATCH) * 1_000;
  });
  return samples.toSorted((a, b) => a - b)[SAMPLES / 2] ?? Number.NaN;
}

/** @param {() => void} task */
function bytesOf(task) {
  setFlagsFromString('--expose-gc');
  /** @type {() => void} */
  const collectGarbage = runInNewContext('gc');
  const times = 500;
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < times; i += 1) task();
  return (process.memoryUsage().heapUsed - before) / times;
}
