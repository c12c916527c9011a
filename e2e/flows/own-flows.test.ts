import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

const LIBRARY = new URL(import.meta.resolve('oauth4webapi'));

let stack: Stack;
let profile: Profile;
let page: Page;
let notebook: Notebook;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
  notebook = await Notebook.create(page, 'own-flows.ipynb', ['print("a client of its own")']);
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

/** No secret of this run anywhere where the notebook or its page can look; then the user signs out. */
async function endWithoutSecrets(): Promise<void> {
  const places = { frame: page, notebooks: [notebook] };
  expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
  await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
  await untilStatus(page, 'Sign in to Mat3ra');
}

// One kernel for all of it: each goes on from the last.
describe('an unmodified client in a kernel', () => {
  it('completes device and refresh grants of oauth4webapi', async () => {
    const source = Buffer.from(await readFile(LIBRARY)).toString('base64');
    const said = notebook.execute(
      `import js, json
from pyodide.code import run_js
run = run_js("""
async (source, issuer) => {
  const oauth = await import('data:text/javascript;base64,' + source);
  const options = { [oauth.allowInsecureRequests]: true };
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  const client = { client_id: 'cli-device-client' };
  const none = oauth.None();
  const code = await oauth.processDeviceAuthorizationResponse(server, client,
    await oauth.deviceAuthorizationRequest(server, client, none, { scope: 'openid profile email' }, options));
  const seen = [code.device_code];
  let tokens;
  while (!tokens) {
    try {
      tokens = await oauth.processDeviceCodeResponse(server, client,
        await oauth.deviceCodeGrantRequest(server, client, none, code.device_code, options));
    } catch (error) {
      if (error.error !== 'authorization_pending') throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  const fresh = await oauth.processRefreshTokenResponse(server, client,
    await oauth.refreshTokenGrantRequest(server, client, none, tokens.refresh_token, options));
  seen.push(tokens.access_token, tokens.refresh_token, fresh.access_token, fresh.refresh_token);
  const api = issuer.replace('/oidc', '/api/v1/users/me');
  const answer = await fetch(api, { headers: { authorization: 'Bearer ' + fresh.access_token } });
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  return JSON.stringify({ handles: seen.every((each) => each.startsWith('jlab_')), status: answer.status, name: claims.name });
}
""")
print(await run("${source}", "${stack.platform.issuer}"))`,
    );
    await confirmShownCode(page, stack.platform);
    expect(await said).toBe('{"handles":true,"status":200,"name":"Ada Example"}\n');
    await endWithoutSecrets();
  });

  it('gets its code and its tokens by synchronous XHR as well', async () => {
    const said = notebook.execute(
      `import asyncio, json
from js import XMLHttpRequest
def post(path, form):
    x = XMLHttpRequest.new()
    x.open("POST", "${stack.platform.issuer}" + path, False)
    x.setRequestHeader("content-type", "application/x-www-form-urlencoded")
    x.send(form)
    return x.status, json.loads(x.responseText)
status, code = post("/device/auth", "client_id=cli-device-client&scope=openid")
answer = 0, {}
while answer[0] != 200:
    await asyncio.sleep(0.5)
    answer = post("/token", "client_id=cli-device-client&grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=" + code["device_code"])
    assert answer[0] == 200 or answer[1]["error"] == "authorization_pending", answer
fresh = post("/token", "client_id=cli-device-client&grant_type=refresh_token&refresh_token=" + answer[1]["refresh_token"])
handles = [code["device_code"], answer[1]["access_token"], answer[1]["refresh_token"], fresh[1]["access_token"]]
print(status, answer[0], fresh[0], all(each.startswith("jlab_") for each in handles), answer[1]["id_token"].count("."))`,
    );
    await confirmShownCode(page, stack.platform);
    expect(await said).toBe('200 200 200 True 2\n');
    await endWithoutSecrets();
  });

  it("signs in anew by the platform's own authenticate(force=True)", async () => {
    const said = notebook.execute(`import piplite
await piplite.install(["mat3ra-api-client", "mat3ra-notebooks-utils", "ipywidgets"])
from mat3ra.notebooks_utils.auth import authenticate
from mat3ra.api_client import APIClient
await authenticate()
await authenticate(force=True)
print("accounts:", len(APIClient.authenticate().list_accounts()) > 0)`);
    const first = await shownCode(page);
    await stack.platform.confirmDevice(first);
    // The second dialog may come up in the very moment in which the first one goes.
    const other = page.locator('.jp-AuthBridge-code', { hasNotText: first });
    await other.waitFor({ timeout: 60_000 });
    await confirmShownCode(page, stack.platform);
    expect(await said).toMatch(/accounts: True\n$/);
    await endWithoutSecrets();
  });
});
