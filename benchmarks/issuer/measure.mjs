import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { windowSignIn } from '../../packages/service-worker/lib/testing/window-sign-in.js';
import { load, simulate } from './crowd.mjs';

/**
 * @typedef {object} IssuerResults
 * @property {readonly { tokenSeconds: number, starts: number, requests: Record<string, number> }[]} oneUser
 * @property {readonly { what: string, how: string, all: number, peak: number, p99: number }[]} crowd
 * @property {{ seconds: number, spread: number[], together: number[] }} hour requests per second, the mean of each so many seconds
 */

const USERS = 10_000;
const TOKEN_SECONDS = 900;
/** The picture has a point for so many seconds. */
const POINT = 10;

/** @returns {Promise<IssuerResults>} */
export async function measureIssuer() {
  await checkTrace();
  const oneUser = [];
  for (const tokenSeconds of [TOKEN_SECONDS, 300]) {
    oneUser.push({ tokenSeconds, ...(await measureOneUser(tokenSeconds)) });
  }
  const minute = crowd(60);
  const tenSeconds = crowd(10);
  const byCode = simulate({ ...minute.options, way: 'code', chance: Math.random });
  const rows = [
    { what: 'Signing in within a minute', how: 'in a window', ...load(minute.spread.signIn) },
    { what: 'Signing in within a minute', how: 'by a code', ...load(byCode.signIn) },
    ...wave('Their first renewals', minute),
    ...wave('First renewals of 10,000 who came within ten seconds', tenSeconds),
    { what: "An hour's renewals", how: 'at random', ...load(minute.spread.renewals) },
  ];
  const points = (/** @type {{ signIn: number[], renewals: number[] }} */ { signIn, renewals }) =>
    thin(signIn.map((count, second) => count + (renewals[second] ?? 0)));
  const hour = {
    ...{ seconds: POINT, spread: points(minute.spread), together: points(minute.together) },
  };
  return { oneUser, crowd: rows, hour };
}

/** @param {number} arrival s */
function crowd(arrival) {
  /** @type {Omit<import('./crowd.mjs').Crowd, 'chance'>} */
  const options = { users: USERS, arrival, tokenSeconds: TOKEN_SECONDS, way: 'window' };
  const spread = simulate({ ...options, chance: Math.random });
  return { options, spread, together: simulate({ ...options, chance: () => 0.5 }) };
}

/**
 * @param {string} what
 * @param {ReturnType<typeof crowd>} crowd
 */
function wave(what, { spread, together }) {
  return [
    { what, how: 'all at 80 % of the life', ...load(together.first) },
    { what, how: 'at random', ...load(spread.first) },
  ];
}

/** @param {readonly number[]} column by the second */
function thin(column) {
  return Array.from({ length: column.length / POINT }, (_, index) => {
    const some = column.slice(index * POINT, (index + 1) * POINT);
    return some.reduce((sum, count) => sum + count, 0) / POINT;
  });
}

/**
 * @param {number} tokenSeconds
 * @returns {Promise<import('./one-user.mjs').OneUser>}
 */
async function measureOneUser(tokenSeconds) {
  const child = fork(fileURLToPath(new URL('one-user.mjs', import.meta.url)));
  child.send({ tokenSeconds });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The user's hour ended with ${code}.`);
  });
  const [result] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return result;
}

/** That a sign-in in a window asks what `simulate` has it ask: the real worker's, at a real server. */
async function checkTrace() {
  const issuer = await MockProvider.start({ clientId: 'cli-device-client' });
  try {
    await windowSignIn(issuer).signIn();
    const asked = issuer.received.map(({ path }) => path.split('/').at(-1));
    const expected = ['openid-configuration', 'authorize', 'token', 'jwks'];
    if (String(asked) !== String(expected)) throw new Error(`A sign-in asked for ${asked}.`);
  } finally {
    await issuer.stop();
  }
}
