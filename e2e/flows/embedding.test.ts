import type { Frame, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SITE_PORT, SITE_URL } from '../../scripts/lib/e2e-site.mjs';
import { command } from '../harness/act.js';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { openFromPlatform, signInAtPlatform } from '../harness/host-page.js';
import { openHostPage } from '../harness/open-host-page.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { patchPage, seenByPatches } from '../harness/patch-page.js';
import { confirmShownCode, dialogs, shownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { enterCell, typeIntoCell } from '../harness/type-into-cell.js';
import { untilLoadedAnew } from '../harness/until-loaded-anew.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';
import { ADA } from '@jupyterlite-auth-bridge/dev-platform';

interface KernelStarted {
  readonly value: { readonly values: { readonly dataFromHost?: object } };
}

const SESSION = { accountId: 'account-ada', authToken: 'made-up' };
/** As a notebook's output could, to get a port of its own. */
const HELLO = () =>
  parent.postMessage({ type: 'auth-bridge:host-hello', versions: [1], page: 'evil' }, '*');

const DIALOG = '.jp-AuthBridge-dialog';
const ME = '/api/v1/users/me';
/** Another site than the platform's `localhost`, to a browser. */
const OTHER_SITE = `http://127.0.0.1:${SITE_PORT}/`;

let stack: Stack;
let profile: Profile;
let page: Page;

afterAll(() => closeBrowser());
beforeEach(async () => {
  profile = await newProfile({ windows: true, partitioned: true });
  page = await profile.newPage();
});
afterEach(({ task }) =>
  profile.close(task.result?.state === 'fail' ? `embedding ${task.name}` : undefined),
);

function useStack(siteUrl?: string): void {
  beforeAll(async () => (stack = await startStack(siteUrl === undefined ? {} : { siteUrl })));
  afterAll(() => stack.stop());
}

/** Status of a call that the site's page makes itself. */
const call = (frame: Frame | Page) =>
  frame.evaluate((url) => fetch(url).then(({ status }) => status), stack.platform.origin + ME);

const secretsOf = (kind: string) =>
  stack.platform
    .issuedSecrets()
    .filter((secret) => secret.kind === kind)
    .map(({ value }) => value);

/** Names in what a kernel of the page would find in `data_from_host`. */
const dataIn = (frame: Frame | Page) =>
  frame.evaluate(
    () =>
      new Promise<readonly string[]>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<KernelStarted>) =>
          resolve(Object.keys(data.value.values.dataFromHost ?? {}));
        const request = { type: 'auth-bridge:kernel-started', kernel: 'probe' };
        navigator.serviceWorker.controller?.postMessage(request, [port2]);
      }),
  );

/** The platform's credential ends; the worker has to ask the host for another one. */
async function expectRenewed(frame: Frame | Page): Promise<void> {
  const before = secretsOf('auth-token');
  stack.platform.expireAuthTokens();
  expect(await call(frame)).toBe(200);
  const sent = apiCalls(stack.platform, ME).at(-1)?.headers['x-auth-token'];
  expect(secretsOf('auth-token')).toContain(sent);
  expect(before).not.toContain(sent);
  expect(await dialogs(frame)).toBe(0);
}

describe('in a frame of the same site', () => {
  useStack();

  it('a page with the SDK gives session and data, renews it, and no script of the notebooks learns it', async () => {
    const frame = await openFromPlatform(page, stack.platform, 'sdk');
    await untilLab(frame);
    await untilStatus(frame, 'Ada Example');
    await page.getByText('Connected: the notebooks run as Ada Example').waitFor();
    expect(await call(frame)).toBe(200);

    const notebook = await Notebook.create(frame, 'data.ipynb', [
      `import os\nprint(sorted(data_from_host["apiConfig"]), len(data_from_host["materials"]))`,
      `print(os.environ["ACCOUNT_ID"], os.environ["ORGANIZATION_ID"], os.environ["AUTH_TOKEN"][:5])`,
    ]);
    await notebook.runAll();
    const [data, env] = await notebook.cells();
    expect(data?.text.trim()).toBe("['accountId', 'authToken', 'clusters', 'organizationId'] 0");
    expect(env?.text.trim()).toBe('account-ada organization-analytics jlab_');
    await page.getByRole('checkbox').first().check();
    await expect
      .poll(() => notebook.execute('print(len(data_from_host["materials"]))'))
      .toBe('1\n');

    await patchPage(frame);
    await expectRenewed(frame);
    await stopServiceWorkers(page);
    await expectRenewed(frame);
    await frame.evaluate(() => window.sendDataToHost?.({ made: 'in a notebook' }));
    await page.locator('#received li', { hasText: 'in a notebook' }).waitFor();
    // What it would have looked like.
    await frame.evaluate(() => {
      navigator.serviceWorker.controller?.postMessage({ made: [1, 2, 3].join('-to-') });
    });
    const seen = await seenByPatches(frame);
    expect(seen).toContain('1-to-2-to-3');
    expect(secretsOf('auth-token').filter((token) => seen.includes(token))).toEqual([]);
    const places = { frame, notebooks: [notebook] };
    expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
    await expectFocusReturns(frame);
  });

  /** After each dialog the keyboard is the cell's again, without a click. */
  async function expectFocusReturns(frame: Frame): Promise<void> {
    await enterCell(frame);
    const shown = command(frame, 'auth-bridge:show');
    await frame.locator(DIALOG).locator(':focus').waitFor();
    await page.keyboard.press('Escape');
    await shown;
    await typeIntoCell(page, frame, '# after who is signed in');
    await command(frame, 'auth-bridge:sign-out');
    const called = call(frame);
    await confirmShownCode(frame, stack.platform);
    expect(await called).toBe(200);
    await typeIntoCell(page, frame, '# after a sign-in');
  }

  it('a page answers the one document that it loaded: another one there brings a new frame', async () => {
    const frame = await openHostPage(page, stack, SITE_URL, { session: SESSION });
    await untilStatus(frame, 'account-ada');
    expect(await page.evaluate(() => window.asked)).toBe(1);
    const reloaded = page.waitForEvent('framedetached', (each) => each === frame);
    await frame.evaluate(HELLO);
    await reloaded;
    const again = await (await page.waitForSelector('iframe#notebooks')).contentFrame();
    if (!again) throw new Error('no frame');
    await untilLab(again);
    await untilStatus(again, 'account-ada');
    expect(await page.evaluate(() => window.asked)).toBe(2);
    await page.evaluate(() => document.body.append(document.createElement('iframe')));
    await page.frames().at(-1)?.evaluate(HELLO);
    await page.waitForFunction(() => window.host?.ignored === 2);
    expect(await page.evaluate(() => window.asked)).toBe(2);

    await page.evaluate(() => window.host?.signOut());
    await untilStatus(again, 'Mat3ra: not signed in');
    await page.waitForFunction(() => window.host?.state.status === 'signed-out');
    await page.evaluate(() => window.host?.dispose());
    await page.waitForFunction(() => window.host?.state.status === 'closed');
    expect(await dialogs(again)).toBe(0);
  });

  it('takes what a page without the SDK says late, and says again', async () => {
    const frame = await openHostPage(page, stack, SITE_URL, {});
    await untilStatus(frame, 'Sign in to Mat3ra');
    await page.evaluate(
      ([apiConfig, origin]) => {
        const notebooks = document.querySelector('iframe')?.contentWindow;
        const message = { type: 'from-host-to-iframe', payload: { apiConfig } };
        for (let i = 0; i < 2; i += 1) notebooks?.postMessage(message, origin);
      },
      [SESSION, new URL(SITE_URL).origin] as const,
    );
    await untilStatus(frame, 'account-ada');
    expect(await dialogs(frame)).toBe(0);
  });

  it.each([
    [
      'an older page refuses',
      { type: 'auth-bridge:host-refusal', code: 'version-mismatch', versions: [0] },
      'The page that opened this site is out of date',
    ],
    [
      'a newer page welcomes',
      { type: 'auth-bridge:host-welcome', version: 7 },
      'This site is out of date for the page that opened it',
    ],
  ])('says what is wrong where %s the site', async (_, toHello, words) => {
    const frame = await openHostPage(page, stack, SITE_URL, { toHello });
    await frame.getByText(words).waitFor();
    expect(await dialogs(frame)).toBe(0);
  });

  it('runs by itself in a small frame where nobody answers: a sign-in comes with the first call', async () => {
    const frame = await openHostPage(page, stack, SITE_URL, { width: 320 });
    const status = frame.locator('.jp-AuthBridge-statusButton[data-status="signed-out"]');
    await status.waitFor();
    await expectInFrame(status);
    expect(await dialogs(frame)).toBe(0);
    const called = call(frame);
    await shownCode(frame);
    await expectInFrame(frame.locator(`${DIALOG} .jp-Dialog-content`));
    await confirmShownCode(frame, stack.platform);
    expect(await called).toBe(200);
    await command(frame, 'auth-bridge:show-panel');
    await expectInFrame(frame.locator('.jp-AuthBridge-panel .jp-AuthBridge-session'));
  });

  /** None of it is cut off. */
  async function expectInFrame(element: Locator): Promise<void> {
    await element.waitFor();
    // How far it is beyond either edge (px): it may still be on its way.
    const beyond = async () => {
      const [box, frame] = await Promise.all([
        element.boundingBox(),
        page.locator('iframe#notebooks').boundingBox(),
      ]);
      if (!box || !frame) return Infinity;
      return Math.max(frame.x - box.x, box.x + box.width - frame.x - frame.width);
    };
    await expect.poll(beyond).toBeLessThanOrEqual(0);
  }

  it('says so in a sandbox without its origin', async () => {
    const frame = await openHostPage(page, stack, SITE_URL, {
      session: SESSION,
      sandbox: 'allow-scripts',
    });
    await frame.getByRole('heading', { name: 'The notebooks cannot run here' }).waitFor();
    await page.waitForFunction(() => window.host?.state.problem?.code === 'frame-sandboxed');
  });
});

describe('in a frame of another site, with storage of its own', () => {
  useStack(OTHER_SITE);

  it('the session comes from the page with the SDK, also after the worker was stopped', async () => {
    const frame = await openFromPlatform(page, stack.platform, 'sdk');
    await untilLab(frame);
    await untilStatus(frame, 'Ada Example');
    expect(await call(frame)).toBe(200);
    await expectRenewed(frame);
    await stopServiceWorkers(page);
    await expectRenewed(frame);

    await frame.evaluate(() => localStorage.setItem('in-frame', '1'));
    const alone = await profile.newPage();
    await alone.goto(`${OTHER_SITE}lab/index.html`);
    expect(await alone.evaluate(() => localStorage.getItem('in-frame'))).toBeNull();
    await untilStatus(alone, 'Sign in');
  });

  it('a user signs in with a code where the page has no session', async () => {
    const frame = await openHostPage(page, stack, OTHER_SITE, { session: null });
    await frame.locator('.jp-AuthBridge-statusButton').waitFor();
    const called = call(frame);
    await confirmShownCode(frame, stack.platform);
    expect(await called).toBe(200);
  });
});

describe('in a tab', () => {
  useStack();

  /** Clicks on the platform's page; returns the tab. */
  async function openTab(): Promise<Page> {
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Open notebooks' }).click(),
    ]);
    await untilLab(tab);
    await untilStatus(tab, 'Ada Example');
    return tab;
  }

  it('the session comes over the opener, also after a reload; another page in it that greets gets nothing', async () => {
    await signInAtPlatform(page, stack.platform, 'sdk&tab=without-code', ADA);
    const tab = await openTab();
    expect(await call(tab)).toBe(200);
    await expectRenewed(tab);
    await tab.reload();
    await untilLoadedAnew(tab);
    await untilLab(tab);
    await untilStatus(tab, 'Ada Example');
    await expectRenewed(tab);
    await expect.poll(() => dataIn(tab)).toContain('materials');

    // Where the site's own code is not there to take what comes.
    await tab.evaluate((page) => location.assign(page), `${stack.siteUrl}no-such-page`);
    await tab.waitForURL('**/no-such-page');
    await tab.evaluate(() => {
      Object.assign(window, { isOld: true });
      window.addEventListener('message', ({ ports }) => {
        if (ports.length > 0) sessionStorage.setItem('stolen', 'yes');
      });
      const greet = () => {
        const page = crypto.randomUUID();
        const hello = { type: 'auth-bridge:host-hello', versions: [1], page };
        (opener as Window).postMessage(hello, '*');
      };
      // At once, and while the tab is being left.
      for (let i = 0; i < 20; i += 1) greet();
      setInterval(greet, 1);
    });
    await tab.waitForFunction(() => location.protocol !== 'about:' && !('isOld' in window));
    await untilLab(tab);
    await expectRenewed(tab);
    expect(await tab.evaluate(() => sessionStorage.getItem('stolen'))).toBeNull();
  });

  it('a one-time code brings it where the platform keeps its windows apart, on a first visit and later', async () => {
    await signInAtPlatform(page, stack.platform, 'sdk&coop&tab=with-code', ADA);
    for (const visit of ['first', 'later']) {
      const tab = await openTab();
      expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
      expect(await call(tab), visit).toBe(200);
      expect(await dialogs(tab)).toBe(0);
      const codes = secretsOf('launch-code');
      expect(codes).not.toEqual([]);
      expect(codes.filter((code) => tab.url().includes(code))).toEqual([]);
      expect(await tab.evaluate(() => location.href)).not.toContain('auth-bridge-code');
      // The worker has used it: nobody else can.
      const answers = await tab.evaluate(
        async ([url, codes]) =>
          Promise.all(
            codes.map(async (code) => {
              const body = JSON.stringify({ code });
              const headers = { 'content-type': 'application/json' };
              return (await fetch(url, { method: 'POST', headers, body })).status;
            }),
          ),
        [`${stack.platform.origin}/launch/exchange`, codes] as const,
      );
      expect(answers).toEqual(codes.map(() => 400));
      await tab.close();
    }
  });
});
