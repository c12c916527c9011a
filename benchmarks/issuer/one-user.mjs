/**
 * One user's hour: the worker's and the keeper's own code in Node, at the dev platform, over real
 * HTTP, with a clock that only this script moves. Forked, for it takes over this process's clock and
 * `fetch`. The message `{ tokenSeconds }` is answered with `OneUser`.
 */
import { startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import { runKeeper } from '../../packages/service-worker/lib/keeper/keeper.js';
import { siteFromScope } from '../../packages/service-worker/lib/site.js';
import { FakeClients } from '../../packages/service-worker/lib/testing/fake-clients.js';
import { FakeRuntime, turn } from '../../packages/service-worker/lib/testing/fake-runtime.js';
import { makeWorker } from '../../packages/service-worker/lib/testing/make-worker.js';
import { memoryIds } from '../../packages/service-worker/lib/testing/memory-store.js';

/**
 * @typedef {object} OneUser
 * @property {number} starts of the worker
 * @property {Partial<Record<Kind, number>>} requests that the platform received
 */

/** @typedef {'discovery' | 'keys' | 'code' | 'poll' | 'renewal' | 'api' | 'other'} Kind */

const HOUR_MS = 3_600_000;
/** Between two of the notebook's calls: time enough for the browser to stop the worker after each. */
const CALL_MS = 60_000;
/** Polls of the code until the user has confirmed it. */
const POLLS = 4;
const SCOPE = 'https://site.example/lite/';
/** No wait takes longer (ms, by the real clock). */
const LONGEST_MS = 20_000;

const realNow = Date.now.bind(Date);
const realFetch = globalThis.fetch;

/** @typedef {import('@jupyterlite-auth-bridge/dev-platform').DevPlatform} DevPlatform */
/** @typedef {import('@jupyterlite-auth-bridge/dev-platform').ReceivedRequest} ReceivedRequest */

/** @type {readonly (readonly [Kind, RegExp])[]} */
const KINDS = [
  ['discovery', /^\/oidc\/\.well-known\//],
  ['keys', /^\/oidc\/jwks/],
  ['code', /^\/oidc\/device\/auth/],
  ['api', /^\/api\//],
];

/**
 * @param {ReceivedRequest} request
 * @returns {Kind}
 */
function kindOf({ path, body }) {
  if (path === '/oidc/token') return body?.grant_type === 'refresh_token' ? 'renewal' : 'poll';
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other';
}

/**
 * @param {DevPlatform} platform
 * @param {Kind} kind
 */
const count = ({ received }, kind) => received.filter((each) => kindOf(each) === kind).length;

/** @param {() => boolean} check */
async function until(check) {
  const end = realNow() + LONGEST_MS;
  while (!check()) {
    if (realNow() > end) throw new Error('The worker and its servers have come to a halt.');
    await turn();
  }
}

/**
 * A site whose worker can be stopped, with its keeper and a page.
 *
 * @param {DevPlatform} platform
 * @param {FakeRuntime} runtime
 */
function openSite({ origin, issuer }, runtime) {
  const provider = { type: 'oidc', label: 'Platform', issuer, clientId: 'cli-device-client' };
  const config = {
    providers: { platform: { ...provider, scope: 'openid profile email', signIn: ['device'] } },
    apis: [{ url: `${origin}/api/`, provider: 'platform' }],
  };
  const site = siteFromScope(SCOPE);
  const [clients, ids] = [new FakeClients(), memoryIds()];
  const keeper = clients.open('sharedworker', site.keeperScript);
  const page = clients.open('window', `${SCOPE}lab/index.html`);
  const start = () => makeWorker(config, { scope: SCOPE, clients, ids, runtime });
  let [worker, starts] = [start(), 1];
  globalThis.fetch = async (input, init) => {
    const url = input instanceof URL ? input.href : '';
    if (!url.startsWith(site.keeperEndpoint)) return realFetch(input, init);
    const request = new Request(input, init);
    const answer = await worker.worker.onFetch({ request, clientId: keeper.id });
    return answer ?? Response.error();
  };
  const locks = { request: (/** @type {string} */ _, /** @type {() => unknown} */ task) => task() };
  const scope = Object.assign(new EventTarget(), { navigator: { locks }, close: () => undefined });
  return {
    page,
    get starts() {
      return starts;
    },
    startKeeper: () => runKeeper(/** @type {any} */ (scope), site),
    restart: () => void ([worker, starts] = [start(), starts + 1]),
    hello: () => worker.ask({ type: 'auth-bridge:hello', version: 1, host: false }, page),
    call: () => worker.send(`${origin}/api/v1/users/me`),
  };
}

/** @param {readonly any[]} messages that a page got */
function codeIn(messages) {
  const codes = messages.map(({ state }) => state?.providers[0]?.signIn?.userCode);
  return codes.findLast((code) => code !== undefined);
}

/**
 * @param {DevPlatform} platform
 * @param {FakeRuntime} runtime
 * @param {ReturnType<typeof openSite>} site
 */
async function signIn(platform, runtime, site) {
  site.startKeeper();
  await site.hello();
  const first = site.call();
  await until(() => codeIn(site.page.messages) !== undefined);
  for (let polls = 1; polls <= POLLS; polls += 1) {
    if (polls === POLLS) await platform.confirmDevice(codeIn(site.page.messages));
    await runtime.advance(5_000);
    await until(() => count(platform, 'poll') === polls);
  }
  if ((await first)?.status !== 200) throw new Error('The first call did not come back well.');
}

/**
 * @param {number} tokenSeconds life of an access token
 * @returns {Promise<OneUser>}
 */
async function measure(tokenSeconds) {
  const options = { port: 0, siteUrl: SCOPE, accessTokenSeconds: tokenSeconds };
  const platform = await startDevPlatform(options);
  const runtime = new FakeRuntime();
  runtime.luck = Math.random;
  Date.now = () => Math.floor(runtime.now());
  const site = openSite(platform, runtime);
  const end = runtime.now() + HOUR_MS;
  await signIn(platform, runtime, site);
  while (runtime.now() + CALL_MS < end) {
    await runtime.advance(CALL_MS);
    site.restart();
    const response = await site.call();
    if (response?.status !== 200) throw new Error(`A call came back with ${response?.status}.`);
  }
  /** @type {OneUser['requests']} */
  const requests = {};
  for (const request of platform.received) {
    const kind = kindOf(request);
    requests[kind] = (requests[kind] ?? 0) + 1;
  }
  return { starts: site.starts, requests };
}

process.once('message', async (/** @type {any} */ { tokenSeconds }) => {
  const result = await measure(tokenSeconds);
  process.send?.(result, () => process.exit());
});
