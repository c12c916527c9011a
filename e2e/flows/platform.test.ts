import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { openFromPlatform } from '../harness/host-page.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

let stack: Stack;
let profile: Profile;
let page: Page;
let frame: Frame;
let notebook: Notebook;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  frame = await openFromPlatform(page, stack.platform, 'app=lab');
  await untilLab(frame);
  notebook = await Notebook.create(frame, 'host-data.ipynb', [
    `import os\nprint(sorted(data_from_host["apiConfig"]), len(data_from_host["materials"]))`,
    `print(os.environ["ACCOUNT_ID"], os.environ["ORGANIZATION_ID"], os.environ["AUTH_TOKEN"][:5])`,
    `from mat3ra.notebooks_utils.io import set_data\nset_data("materials", [{"name": "made in a notebook"}])`,
  ]);
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

// One kernel for all of it: each goes on from the last.
describe("a notebook opened from the platform's page", () => {
  it("gets the host's data before the first cell, its updates in a running kernel, and sends data back", async () => {
    await notebook.execute(
      'import piplite; await piplite.install(["mat3ra-api-client", "mat3ra-notebooks-utils", "ipywidgets"])',
    );
    await notebook.runAll();
    const [data, env] = await notebook.cells();
    expect(data?.text.trim()).toBe("['accountId', 'authToken', 'clusters', 'organizationId'] 0");
    expect(env?.text.trim()).toBe('account-ada organization-analytics jlab_');
    await page.locator('#received li', { hasText: 'made in a notebook' }).waitFor();

    await page.getByRole('checkbox').first().check();
    await expect
      .poll(() => notebook.execute('print(len(data_from_host["materials"]))'))
      .toBe('1\n');
  });

  it('gets a fresh credential from the host when the old one has ended', async () => {
    const call = `import os, requests
url = f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me"
print(requests.get(url).status_code)`;
    expect(await notebook.execute(call)).toBe('200\n');
    stack.platform.expireAuthTokens();
    expect(await notebook.execute(call)).toBe('200\n');
    expect(await frame.locator('.jp-AuthBridge-dialog').count()).toBe(0);
  });
});
