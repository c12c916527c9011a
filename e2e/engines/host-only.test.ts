import { ADA, CLIENT_ID } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_PORT, PLATFORM_URL, SITE_URL } from '../../scripts/lib/e2e-site.mjs';
import { command, press, untilGone, untilSaid } from '../harness/act.js';
import { apiCalls } from '../harness/api-calls.js';
import { EMBEDDED, signInAtPlatform } from '../harness/host-page.js';
import { untilLab } from '../harness/notebook.js';
import type { ScriptFrame, UserFrame } from '../harness/script-frame.js';
import { untilOver, untilStatus } from '../harness/sign-in.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const DIALOG = '.jp-AuthBridge-dialog';
/** The platform's pages, to a browser of another site than the notebooks' `localhost`. */
const OTHER_SITE = `http://127.0.0.1:${PLATFORM_PORT}/`;

/** The platform twice, each with one way to sign in, neither with codes. */
const platform = (label: string, method: string, clientId = CLIENT_ID) => ({
  label,
  type: 'oidc',
  issuer: `${PLATFORM_URL}oidc`,
  clientId,
  scope: 'openid profile email',
  signIn: [method],
});
const BY_HOST = '/api/v1/users/me';
const BY_WINDOW = '/api/2018-10-01/projects';
const AUTH = {
  providers: {
    platform: platform('Mat3ra', 'host'),
    window: platform('Window', 'popup', `${CLIENT_ID}-window`),
  },
  apis: [
    { url: `${PLATFORM_URL}api/v1/`, provider: 'platform' },
    { url: `${PLATFORM_URL}api/2018-10-01/`, provider: 'window' },
  ],
  host: { origins: [PLATFORM_URL.slice(0, -1)], exchange: `${PLATFORM_URL}launch/exchange` },
};

let built: BakedSite;
beforeAll(async () => {
  built = await bakeSite(AUTH);
}, SLOW_MS);
afterAll(() => built.remove());

/** Status of a call that the site's page makes itself. */
const call = (frame: ScriptFrame, path: string) =>
  frame.evaluate(
    (url) => fetch(url).then(({ status }) => status),
    PLATFORM_URL.slice(0, -1) + path,
  );

/** A page of the platform's with the site in a frame, and nobody there who answers it. */
async function openFrame(page: EnginePage, from: string): Promise<UserFrame> {
  await page.goto(from);
  await page.evaluate((src) => {
    const frame = document.createElement('iframe');
    frame.id = 'notebooks';
    Object.assign(frame.style, { width: '900px', height: '600px' });
    frame.src = src;
    document.body.replaceChildren(frame);
  }, `${SITE_URL}lab/index.html`);
  const frame = await page.frame(EMBEDDED);
  await untilLab(frame);
  return frame;
}

describe.each(enginesOf('engines/host-only'))('in %s', { timeout: SLOW_MS }, (name, engine) => {
  const run = useEngine(engine, () => built.root, { furtherProviders: ['window'] });

  const isWebKit = name === 'webkit';
  const slow = isWebKit ? ' (webkit: passes, and takes half a minute)' : '';
  it.skipIf(isWebKit)(
    `a tab that can ask nobody says where to open it again, and its call waits until that is done${slow}`,
    async () => {
      const { profile, stack } = run();
      const page = await profile.newPage();
      await signInAtPlatform(page, stack.platform, 'sdk&coop&tab=with-code', ADA);
      const open = async () => {
        await page.bringToFront();
        const tab = await profile.openedBy(() => press(page, 'Open notebooks'));
        await untilLab(tab);
        await untilStatus(tab, 'Mat3ra: Ada Example');
        return tab;
      };
      const first = await open();
      expect(await call(first, BY_HOST)).toBe(200);
      stack.platform.expireAuthTokens();
      const called = call(first, BY_HOST);
      await first.waitForFunction(
        ([dialog, url]) => document.querySelector<HTMLAnchorElement>(`${dialog} a`)?.href === url,
        [DIALOG, PLATFORM_URL] as const,
        { timeout: 30_000, polling: 100 },
      );
      await open();
      expect(await called).toBe(200);
      await untilGone(first, DIALOG);
      expect(apiCalls(stack.platform, BY_HOST).at(-1)?.caller).toBe('ada@example.org');
    },
  );

  const apart = isWebKit ? ' (webkit: the frame has storage of its own)' : '';
  it.skipIf(isWebKit)(`a window signs a frame of the same site in${apart}`, async () => {
    const { profile } = run();
    const frame = await openFrame(await profile.newPage(), PLATFORM_URL);
    await untilStatus(frame, 'Sign in to Window');
    await command(frame, 'auth-bridge:sign-in', { provider: 'window' });
    const popup = await profile.openedBy(() => press(frame, 'Sign in with Window'));
    await press(popup, 'Allow');
    await untilOver(popup, 'Signed in');
    await untilGone(frame, DIALOG);
    expect(await call(frame, BY_WINDOW)).toBe(200);
  });

  it('a frame that no window can sign in says so, and leads to a tab', async () => {
    const { profile } = run();
    const frame = await openFrame(await profile.newPage(), OTHER_SITE);
    const called = call(frame, BY_WINDOW);
    await press(frame, 'Sign in with Window');
    await untilSaid(frame, 'this way to sign in does not work here');
    const link = `${DIALOG} a[target="_blank"]`;
    const tab = await profile.openedBy(() => frame.click(link));
    await untilLab(tab);
    await press(frame, 'Cancel sign-in');
    expect(await called).toBe(401);
    expect(await tab.evaluate(() => window.top === window.self)).toBe(true);
  });
});
