import { LINUS } from '@jupyterlite-auth-bridge/dev-platform';
import { describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { findSecrets } from '../harness/find-secrets.js';
import { EMBEDDED, signInAtPlatform } from '../harness/host-page.js';
import { Notebook } from '../harness/notebook.js';
import { expectCallBy } from '../harness/page-calls.js';
import { dialogs, untilStatus } from '../harness/sign-in.js';
import type { UserFrame } from '../harness/script-frame.js';
import { endKeeper } from './keeper-control.js';
import { ENGINES } from './engines.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const DOCUMENTATION = 'list-projects.ipynb';

describe.each(ENGINES)("from the platform's page in %s", { timeout: SLOW_MS }, (_name, engine) => {
  const run = useEngine(engine);

  let frame: UserFrame;

  it("the documentation's notebook runs unmodified, asks nothing, and holds no token", async () => {
    const { profile, stack } = run();
    const page = await profile.newPage();
    await signInAtPlatform(page, stack.platform, `path=${DOCUMENTATION}`, LINUS);
    frame = await page.frame(EMBEDDED);
    const notebook = await Notebook.opened(frame, DOCUMENTATION);
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

  it('a session that nobody has any more is asked of the host, not of the user', async () => {
    const { profile, stack } = run();
    const starts = stack.workerStarts();
    await endKeeper(frame);
    await profile.stopServiceWorkers(frame);
    // Not what the worker itself asks about a new session's user.
    await expectCallBy(LINUS, frame, stack.platform, '/api/2018-10-01/projects');
    expect(stack.workerStarts()).toBeGreaterThan(starts);
    await untilStatus(frame, 'Linus Example');
    expect(await dialogs(frame)).toBe(0);
    expect(apiCalls(stack.platform, '/oidc/device')).toEqual([]);
  });
});
