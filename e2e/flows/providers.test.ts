import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockProvider, json } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer } from '@jupyterlite-auth-bridge/mock-provider';
import { serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_PORT, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { shownCode, untilOver, untilStatus } from '../harness/sign-in.js';
import { buildStrangeSite } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

const END_OF_OURS = '<!-- /jupyterlite-auth-bridge -->';
const EMAIL = 'ada@example.org';
const TOKEN = 'forge-typed-token-e2e';
const PASSWORD = 'pässwörd: e2e';

let mock: MockProvider;
let platform: DevPlatform;
let built: StrangeSite;
let site: ServedSite;
let profile: Profile;
let page: Page;

/** Answers with the user where the Authorization header is this, else with 401. */
const onlyFor =
  (authorization: string, user: unknown): Answer =>
  (response, received, next) =>
    received.headers.authorization === authorization
      ? json(200, user)(response, received, next)
      : json(401, { message: 'Unauthorized' })(response, received, next);

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

beforeAll(async () => {
  mock = await MockProvider.start({
    clientId: 'notebooks',
    dpop: 'required',
    dpopNonce: true,
    interval: 1,
  });
  mock.on('/forge/me', onlyFor(`token ${TOKEN}`, { login: 'ada', name: 'Ada of the forge' }));
  mock.on('/forge/items', onlyFor(`token ${TOKEN}`, ['an item']));
  mock.on('/archive/me', onlyFor(basic('ädä', PASSWORD), { username: 'ädä' }));
  mock.on('/archive/items', onlyFor(basic('ädä', PASSWORD), ['a box']));
  mock.on('/open/items', json(200, ['for everybody']));
  platform = await startDevPlatform({
    port: PLATFORM_PORT,
    siteUrl: `http://localhost:${SITE_PORT}/`,
  });
  built = await buildStrangeSite({
    providers: {
      platform: {
        label: 'Mat3ra',
        type: 'oidc',
        preset: 'mat3ra',
        host: new URL(platform.origin).host,
        signIn: ['device'],
      },
      bound: {
        label: 'Bound',
        type: 'oidc',
        issuer: mock.issuer,
        clientId: 'notebooks',
        scope: 'openid profile',
        signIn: ['device'],
        dpop: true,
      },
      forge: {
        label: 'Forge',
        type: 'token',
        scheme: 'token',
        checkUrl: `${mock.origin}/forge/me`,
      },
      archive: { label: 'Archive', type: 'basic', checkUrl: `${mock.origin}/archive/me` },
      lab: { label: 'LabArchives', type: 'labarchives', url: platform.labArchives.url },
      open: { type: 'none' },
    },
    apis: [
      { url: `${platform.origin}/api/`, provider: 'platform' },
      { url: `${mock.origin}/api/`, provider: 'bound' },
      { url: `${mock.origin}/forge/`, provider: 'forge' },
      { url: `${mock.origin}/archive/`, provider: 'archive' },
      { url: `${platform.labArchives.url}/api/`, provider: 'lab' },
      { url: `${mock.origin}/open/`, provider: 'open' },
    ],
  });
  await watchAddress(join(built.root, 'lab', 'index.html'), join(built.root, 'index.html'));
  site = await serveSite({ root: built.root, port: SITE_PORT });
});
afterAll(async () => {
  await closeBrowser();
  await Promise.all([site.stop(), platform.stop(), mock.stop()]);
  await built.remove();
});
beforeEach(async () => {
  profile = await newProfile({ windows: true });
  page = await profile.newPage();
});
afterEach(({ task }) =>
  profile.close(task.result?.state === 'fail' ? `providers ${task.name}` : undefined),
);

async function openLab(query = ''): Promise<void> {
  await page.goto(`${site.url}lab/index.html${query}`);
  await untilLab(page);
}

/** Puts a script into pages, as an extension has some there, that keeps the addresses that it sees. */
async function watchAddress(...paths: readonly string[]): Promise<void> {
  const key = 'seen-by-other-scripts';
  const watch = `<script>sessionStorage['${key}'] = (sessionStorage['${key}'] || '') + location.href + ' ';</script>`;
  for (const path of paths) {
    const html = await readFile(path, 'utf8');
    const end = html.indexOf(END_OF_OURS) + END_OF_OURS.length;
    await writeFile(path, html.slice(0, end) + watch + html.slice(end));
  }
}

/** A notebook that gets each of these URLs, one a cell, and prints status and body. */
async function calling(...urls: readonly string[]): Promise<Notebook> {
  const cells = urls.map(
    (url) => `import requests\nr = requests.get("${url}")\nprint(r.status_code, r.text)`,
  );
  return Notebook.create(page, 'calling.ipynb', cells);
}

/** The worker's own form, in the window that a click in the dialog opens. */
async function openForm(label: string): Promise<Page> {
  const opening = page.waitForEvent('popup');
  await page.getByRole('button', { name: `Sign in with ${label}` }).click();
  const form = await opening;
  await form.getByRole('heading', { name: `Sign in to ${label}` }).waitFor();
  return form;
}

const typed = (...values: readonly string[]) => ({
  issuedSecrets: () => values.map((value) => ({ kind: 'typed secret', value })),
});

describe('a token that the user has', () => {
  it('is typed into a page of the worker, checked, and put on the calls of its rule', async () => {
    await openLab();
    const notebook = await calling(`${mock.origin}/forge/items`);
    await notebook.runAll({ wait: false });
    const form = await openForm('Forge');
    await form.getByLabel('Token').fill('wrong');
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.getByText('Forge does not accept this token.').waitFor();
    await form.getByLabel('Token').fill(TOKEN);
    const over = untilOver(form, 'Signed in');
    await form.getByRole('button', { name: 'Sign in' }).click();
    await over;
    await notebook.untilDone();
    expect(await notebook.text()).toBe('200 ["an item"]\n');
    await untilStatus(page, 'Ada of the forge');
    expect(
      await findSecrets(typed(TOKEN), profile, { frame: page, notebooks: [notebook] }),
    ).toEqual([]);
  });

  it.each(['#token=', '?token='])('is taken out of the address, %s', async (separator) => {
    await openLab();
    const before = site.received.length;
    // Not the first visit: the worker answers before any page sees the address.
    await page.goto('about:blank');
    await openLab(`${separator}${TOKEN}`);
    await untilStatus(page, 'Ada of the forge');
    expect(page.url()).not.toContain('token');
    expect(site.received.slice(before).join('\n')).not.toContain(TOKEN);
    const items = `${mock.origin}/forge/items`;
    expect(await page.evaluate((url) => fetch(url).then((r) => r.json()), items)).toEqual([
      'an item',
    ]);
    expect(await findSecrets(typed(TOKEN), profile, { frame: page, notebooks: [] })).toEqual([]);
    const entries = await page.evaluate(() =>
      performance.getEntriesByType('navigation').map(({ name }) => name),
    );
    expect(entries.join()).not.toContain(TOKEN);
  });

  it.each([
    ['the app', 'lab/index.html', '#token='],
    ['the app, in a query', 'lab/index.html', '?path=a.ipynb&token='],
    ["the site's front page", '', '#token='],
    ['a folder', 'lab/tree/', '#token='],
  ])('is taken out before any script of %s runs on the first visit', async (_, path, address) => {
    await page.goto(`${site.url}${path}${address}${TOKEN}`);
    await page.waitForURL(`${site.url}lab/index.html**`);
    await untilLab(page);
    await untilStatus(page, 'Ada of the forge');
    const seen = await page.evaluate(() => [
      location.href,
      JSON.stringify(window.history.state),
      ...performance.getEntriesByType('navigation').map(({ name }) => name),
      sessionStorage.getItem('seen-by-other-scripts'),
    ]);
    expect(seen.join()).toContain('lab/index.html');
    expect(seen.join()).not.toContain(TOKEN);
    await page.goBack({ waitUntil: 'commit' });
    expect(page.url()).not.toContain('token');
  });

  it('is not lost without a word where it is refused on the first visit', async () => {
    await page.goto(`${site.url}lab/index.html#token=wrong`);
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await page.getByRole('alert').getByText('Forge does not accept this token.').waitFor();
    await page.getByRole('button', { name: 'Open the notebooks' }).click();
    await untilLab(page);
    expect(page.url()).not.toContain('token');
  });

  it('is taken in a tab that has the site open', async () => {
    await openLab();
    await page.goto(`${site.url}lab/index.html#token=${TOKEN}`);
    await untilStatus(page, 'Ada of the forge');
    expect(page.url()).not.toContain('token');
  });
});

describe('a user name and a password', () => {
  it('go out as RFC 7617 has them, in UTF-8', async () => {
    await openLab();
    const notebook = await calling(`${mock.origin}/archive/items`);
    await notebook.runAll({ wait: false });
    const form = await openForm('Archive');
    await form.getByLabel('User name').fill('ädä');
    await form.getByLabel('Password').fill(PASSWORD);
    await form.getByRole('button', { name: 'Sign in' }).click();
    await notebook.untilDone();
    expect(await notebook.text()).toBe('200 ["a box"]\n');
    await untilStatus(page, 'ädä');
    const secrets = typed(PASSWORD, basic('ädä', PASSWORD));
    expect(await findSecrets(secrets, profile, { frame: page, notebooks: [notebook] })).toEqual([]);
  });
});

describe('LabArchives', () => {
  const url = () =>
    `${platform.labArchives.url}/api/users/user_info_via_id?akid=stand-in&sig=stand-in`;
  const key = async (form: Page) => {
    const { accessKeyId, accessPassword } = platform.labArchives;
    await form.getByLabel('Access key id').fill(accessKeyId);
    await form.getByLabel('Access password').fill(accessPassword);
  };
  const secrets = () => ({
    issuedSecrets: () => [
      ...platform.issuedSecrets(),
      { kind: 'access password', value: platform.labArchives.accessPassword },
    ],
  });

  it('signs in with a one-hour code, and signs each call', async () => {
    await openLab();
    const notebook = await calling(url());
    await notebook.runAll({ wait: false });
    const form = await openForm('LabArchives');
    await key(form);
    await form.getByLabel('E-mail address').fill(EMAIL);
    await form.getByLabel('One-hour code').fill('wrong');
    await form.getByRole('button', { name: 'Sign in with a one-hour code' }).click();
    await form.getByText('codes end after an hour').waitFor();
    await form.getByLabel('One-hour code').fill(platform.labArchives.issueOneHourCode(EMAIL));
    await form.getByRole('button', { name: 'Sign in with a one-hour code' }).click();
    await notebook.untilDone();
    expect(await notebook.text()).toContain(`200 <?xml`);
    expect(await notebook.text()).toContain(EMAIL);
    expect(await findSecrets(secrets(), profile, { frame: page, notebooks: [notebook] })).toEqual(
      [],
    );
  });

  it('signs in at its own page, which calls back', async () => {
    await openLab();
    const notebook = await calling(url());
    await notebook.runAll({ wait: false });
    const form = await openForm('LabArchives');
    await key(form);
    const addresses: string[] = [];
    form.on('framenavigated', (frame) => addresses.push(frame.url()));
    await form.getByRole('button', { name: 'Sign in at LabArchives' }).click();
    await form.waitForURL(/api_user_login/);
    await form.getByRole('button', { name: 'Ada Example' }).click();
    await notebook.untilDone();
    expect(await notebook.text()).toContain(EMAIL);
    expect(addresses.filter((address) => address.includes('auth_code='))).toEqual([]);
    expect(await findSecrets(secrets(), profile, { frame: page, notebooks: [notebook] })).toEqual(
      [],
    );
  });
});

describe('tokens that are bound to a key', () => {
  it('come and go out with proofs, nonces included, and are refreshed with them', async () => {
    await openLab();
    const me = mock.url('me');
    const notebook = await calling(me, me);
    await notebook.runAll({ wait: false });
    mock.approve(await shownCode(page));
    await notebook.untilDone();
    mock.expireAccessTokens();
    await notebook.runAll();
    expect(await notebook.text()).toContain('200');
    expect(await notebook.text()).not.toContain('401');
    const sent = mock.at('me').map(({ headers }) => headers);
    expect(sent.every(({ dpop }) => dpop !== undefined)).toBe(true);
    expect(mock.refreshes).toBeGreaterThan(0);
    expect(mock.replays).toBe(0);
    const secrets = {
      issuedSecrets: () => mock.secrets.map((value) => ({ kind: 'token', value })),
    };
    expect(await findSecrets(secrets, profile, { frame: page, notebooks: [notebook] })).toEqual([]);
  });
});

describe('several providers', () => {
  it('have a session each, and one dialog after the other; `none` asks nothing', async () => {
    await openLab();
    const notebook = await calling(
      `${mock.origin}/open/items`,
      `${platform.origin}/api/v1/users/me`,
      mock.url('me'),
    );
    await notebook.runAll({ wait: false });
    await platform.confirmDevice(await shownCode(page));
    await page.locator('.jp-Dialog-header', { hasText: 'Sign in to Bound' }).waitFor();
    mock.approve(await shownCode(page));
    await notebook.untilDone();
    const statuses = (await notebook.cells()).map(({ text }) => text.slice(0, 3));
    expect(statuses).toEqual(['200', '200', '200']);
    await untilStatus(page, 'Ada Example');
    await untilStatus(page, 'Grace Murray Hopper');
    expect(mock.at('/open/items').at(-1)?.headers.authorization).toBeUndefined();
  });
});
