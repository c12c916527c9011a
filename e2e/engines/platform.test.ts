import { LINUS } from '@jupyterlite-auth-bridge/dev-platform';
import { describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { findSecrets } from '../harness/find-secrets.js';
import { EMBEDDED, signInAtPlatform } from '../harness/host-page.js';
import { Notebook } from '../harness/notebook.js';
import { expectCallBy } from '../harness/page-calls.js';
import { dialogs, untilStatus } from '../harness/sign-in.js';
import type { UserFrame } from '../harness/script-frame.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { endKeeper } from './keeper-control.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const DOCUMENTATION = 'list-projects.ipynb';

const BIG = 10_000_000;
/** Breaks out of the string that it is pasted into, in Python or in a page; `__proto__` is a plain key. */
const HOSTILE = JSON.stringify({
  quotes: `"""\\'''\n' + str(__import__('os').environ.update(OWNED='1')) + '`,
  constructor: { prototype: { owned: true } },
  '</script><script>owned=1</script>': '\u2028',
}).replace('{', '{"__proto__":{"owned":true},');

describe.each(enginesOf('engines/platform'))(
  "from the platform's page in %s",
  { timeout: SLOW_MS },
  (_name, engine) => {
    const run = useEngine(engine);

    let page: EnginePage;
    let frame: UserFrame;
    let notebook: Notebook;

    it("the documentation's notebook runs unmodified, asks nothing, and holds no token", async () => {
      const { profile, stack } = run();
      page = await profile.newPage();
      await signInAtPlatform(page, stack.platform, `path=${DOCUMENTATION}`, LINUS);
      frame = await page.frame(EMBEDDED);
      notebook = await Notebook.opened(frame, DOCUMENTATION);
      await notebook.runAll();

      expect(await notebook.text()).toContain('Linus Example: Default');
      expect(await dialogs(frame)).toBe(0);
      await untilStatus(frame, 'Linus Example');

      const calls = apiCalls(stack.platform, '/api/');
      expect(calls.map(({ path }) => path)).toContain('/api/2018-10-01/projects');
      const tokens = stack.platform
        .issuedSecrets()
        .filter(({ kind }) => kind === 'auth-token')
        .map(({ value }) => value);
      for (const { status, caller, headers } of calls) {
        expect(status).toBe(200);
        expect(caller).toBe('linus@example.org');
        expect(headers.authorization).toBeUndefined();
        expect(tokens).toContain(headers['x-auth-token']);
      }
      expect(apiCalls(stack.platform, '/oidc/device')).toEqual([]);
      const places = { frame, notebooks: [notebook] };
      expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
    });

    it("a host's hostile content is data, never code, and what is no JSON changes nothing", async () => {
      const send = (kind: 'hostile' | 'no JSON') =>
        page.evaluate(
          ([kind, hostile, big]) => {
            const hosted = document.querySelector('iframe')?.contentWindow;
            const payload =
              kind === 'hostile'
                ? Object.assign(JSON.parse(hostile) as object, { big: 'x'.repeat(big) })
                : { quotes: 'replaced', when: new Date(), map: new Map([['owned', 1]]) };
            hosted?.postMessage({ type: 'from-host-to-iframe', payload }, '*');
          },
          [kind, HOSTILE, BIG] as const,
        );
      await send('hostile');
      await expect
        .poll(() => notebook.execute('print(len(data_from_host.get("big", "")))'), {
          timeout: 60_000,
        })
        .toBe(`${BIG}\n`);
      await send('no JSON');
      // Its answer comes after that to the message.
      await expectCallBy(LINUS, frame, run().stack.platform, '/api/2018-10-01/projects');
      const said = await notebook.execute(`import json, js, os
rest = {key: value for key, value in data_from_host.items() if key != "big"}
print(json.dumps(rest))
print(os.environ.get("OWNED"), js.eval("typeof owned + typeof ({}).owned"))`);
      const [rest = '', owned] = said.split('\n');
      expect(JSON.parse(rest)).toEqual(JSON.parse(HOSTILE));
      expect(owned).toBe('None undefinedundefined');
      expect(await frame.evaluate(() => 'owned' in window || 'owned' in {})).toBe(false);
    });

    it('a session that nobody has any more is asked of the host, not of the user', async () => {
      const { profile, stack } = run();
      const starts = stack.workerStarts();
      await endKeeper(frame);
      await profile.stopServiceWorkers(frame);
      // Not what the worker itself asks about a new session's user.
      await expectCallBy(LINUS, frame, stack.platform, '/api/2018-10-01/projects');
      await expect.poll(() => stack.workerStarts()).toBeGreaterThan(starts);
      await untilStatus(frame, 'Linus Example');
      expect(await dialogs(frame)).toBe(0);
      expect(apiCalls(stack.platform, '/oidc/device')).toEqual([]);
    });
  },
);
