import { readFile } from 'node:fs/promises';
import type * as Library from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { askWorker } from '../harness/ask-worker.js';
import { findSecrets } from '../harness/find-secrets.js';
import { PlainKernel } from '../harness/plain-kernel.js';
import { expectRefreshedOnceEach } from '../harness/refreshes.js';
import { enginesOf } from './engines.js';
import type { EnginePage } from './engine.js';
import { inState, openPlainPage } from './plain-page.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const LIBRARY = new URL(import.meta.resolve('oauth4webapi'));

/** Of an access token, in s; and how many of them are lived through. */
const SHORT = 10;
const ME = '/api/v1/users/me';
const LIVES = 2;

// One page, without JupyterLab, and one kernel for all the tests of an engine: each goes on from the last.
describe.each(enginesOf('engines/own-flows'))(
  'an unmodified client in a kernel of %s',
  { timeout: SLOW_MS },
  (_name, engine) => {
    const run = useEngine(engine, undefined, { accessTokenSeconds: SHORT });
    let page: EnginePage;
    let kernel: PlainKernel;

    beforeAll(async () => {
      page = await openPlainPage(run(), 'tab');
      kernel = await PlainKernel.start(page, 'own-flows.ipynb');
    }, SLOW_MS);

    async function confirmCode(): Promise<void> {
      const code = await inState(page, ({ providers: [first] }) => first?.signIn?.userCode);
      await run().stack.platform.confirmDevice(code);
    }

    /** No secret of this run is anywhere where the kernel or its page can look. */
    async function expectNoSecrets(): Promise<void> {
      const { stack, profile } = run();
      const places = { frame: page, notebooks: [] };
      expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
    }

    it('completes device and refresh grants of oauth4webapi', async () => {
      const source = Buffer.from(await readFile(LIBRARY)).toString('base64');
      const flow = kernel.run(
        async ({ source, issuer }) => {
          const { load } = self as unknown as {
            readonly load: (url: string) => Promise<typeof Library>;
          };
          const oauth = await load(`data:text/javascript;base64,${source}`);
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to be noticed: the issuer is on localhost
          const options = { [oauth.allowInsecureRequests]: true };
          const url = new URL(issuer);
          const server = await oauth.processDiscoveryResponse(
            url,
            await oauth.discoveryRequest(url, options),
          );
          const client = { client_id: 'cli-device-client' };
          const none = oauth.None();
          const scope = { scope: 'openid profile email' };
          const code = await oauth.processDeviceAuthorizationResponse(
            server,
            client,
            await oauth.deviceAuthorizationRequest(server, client, none, scope, options),
          );
          const redeem = async () =>
            oauth.processDeviceCodeResponse(
              server,
              client,
              await oauth.deviceCodeGrantRequest(server, client, none, code.device_code, options),
            );
          let tokens = await redeem().catch(() => undefined);
          while (!tokens) {
            await new Promise((resolve) => setTimeout(resolve, 500));
            tokens = await redeem().catch((error: unknown) => {
              if (!String((error as { error?: unknown }).error).startsWith('authorization_pending'))
                throw error;
              return undefined;
            });
          }
          const fresh = await oauth.processRefreshTokenResponse(
            server,
            client,
            await oauth.refreshTokenGrantRequest(
              server,
              client,
              none,
              tokens.refresh_token ?? '',
              options,
            ),
          );
          const seen = [code.device_code, tokens.access_token, tokens.refresh_token];
          const handles = [...seen, fresh.access_token, fresh.refresh_token];
          const headers = { authorization: `Bearer ${fresh.access_token}` };
          const answer = await fetch(issuer.replace('/oidc', '/api/v1/users/me'), { headers });
          return {
            areHandles: handles.every((each) => each?.startsWith('jlab_')),
            status: answer.status,
            name: oauth.getValidatedIdTokenClaims(tokens)?.name,
          };
        },
        { source, issuer: run().stack.platform.issuer },
      );
      await confirmCode();
      expect(await flow).toEqual({ areHandles: true, status: 200, name: 'Ada Example' });
      await expectNoSecrets();
      await askWorker(page, { type: 'auth-bridge:sign-out' });
    });

    it('gets its code and its tokens by synchronous XHR as well', async () => {
      const flow = kernel.run(async (issuer) => {
        const post = (path: string, form: Record<string, string>) => {
          const request = new XMLHttpRequest();
          request.open('POST', issuer + path, false);
          request.setRequestHeader('content-type', 'application/x-www-form-urlencoded');
          request.send(new URLSearchParams({ client_id: 'cli-device-client', ...form }).toString());
          const body = JSON.parse(request.responseText) as Record<string, string>;
          return { status: request.status, body };
        };
        const code = post('/device/auth', { scope: 'openid' });
        const redeem = () =>
          post('/token', {
            grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
            device_code: code.body.device_code ?? '',
          });
        let tokens = redeem();
        while (tokens.body.error === 'authorization_pending') {
          await new Promise((resolve) => setTimeout(resolve, 500));
          tokens = redeem();
        }
        const refresh_token = tokens.body.refresh_token ?? '';
        const fresh = post('/token', { grant_type: 'refresh_token', refresh_token });
        const handles = [code.body.device_code, tokens.body.access_token, refresh_token];
        return {
          statuses: [code.status, tokens.status, fresh.status],
          areHandles: [...handles, fresh.body.access_token].every((each) =>
            each?.startsWith('jlab_'),
          ),
          idTokenParts: tokens.body.id_token?.split('.').length,
        };
      }, run().stack.platform.issuer);
      await confirmCode();
      expect(await flow).toEqual({
        statuses: [200, 200, 200],
        areHandles: true,
        idTokenParts: 3,
      });
      await expectNoSecrets();
    });

    it('fails no call over some lives of a token, each refreshed once', async () => {
      const { platform } = run().stack;
      const before = platform.received.length;
      const seen = await kernel.run(
        async ({ url, ms }) => {
          const statuses = new Set<number>();
          for (const end = Date.now() + ms; Date.now() < end;) {
            statuses.add((await fetch(url)).status);
            await new Promise((resolve) => setTimeout(resolve, 250));
          }
          return [...statuses];
        },
        { url: platform.origin + ME, ms: SHORT * LIVES * 1_000 },
      );
      expect(seen).toEqual([200]);
      const refreshes = platform.received
        .slice(before)
        .filter(({ path, body }) => path === '/oidc/token' && body?.grant_type === 'refresh_token');
      expectRefreshedOnceEach(refreshes, LIVES - 1);
    });

    it('has its session also after the worker was stopped, from the keeper of its tab', async () => {
      const { profile, stack } = run();
      const handle = await kernel.newestHandle();
      const starts = stack.workerStarts();
      await profile.stopServiceWorkers();
      expect(await kernel.call(stack.platform.origin + ME, handle)).toBe('200');
      await expect.poll(() => stack.workerStarts()).toBeGreaterThan(starts);
      const { caller } = apiCalls(stack.platform, ME).at(-1) ?? {};
      expect(caller).toBe('ada@example.org');
      await expectNoSecrets();
    });
  },
);
