import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EnginePage, EngineProfile } from '../engines/engine.js';
import { enginesOf } from '../engines/engines.js';
import { SLOW_MS } from '../engines/use-engine.js';
import { EMBEDDED } from '../harness/host-page.js';
import { untilLab } from '../harness/notebook.js';
import type { ScriptFrame } from '../harness/script-frame.js';
import { startServers } from './harness/set-up.js';
import type { Servers } from './harness/set-up.js';

/** A host page's answer. */
const PAYLOAD = { apiConfig: { accountId: 'of-the-attacker', authToken: 'of-the-attacker' } };

describe.each(enginesOf('attacks/hosts'))(
  'pages around the site in %s',
  { timeout: SLOW_MS },
  (name, engine) => {
    let servers: Servers;
    let profile: EngineProfile;
    let failure: string | undefined;

    beforeAll(async () => {
      servers = await startServers();
      profile = await engine.newProfile();
    }, SLOW_MS);
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') failure ??= `${name} ${task.name}`;
    });
    afterAll(async () => {
      await profile.close(failure);
      await engine.close();
      await servers.stop();
    }, SLOW_MS);

    /** Opens a page that embeds the site and answers whatever comes of it with this. */
    async function embed(origin: string, site: string): Promise<EnginePage> {
      const page = await profile.newPage();
      await page.goto(`${origin}/host.html`);
      await page.evaluate(
        ([site, payload]) => {
          const frame = document.querySelector('iframe');
          const heard: unknown[] = [];
          const send = () => {
            frame?.contentWindow?.postMessage({ type: 'from-host-to-iframe', payload }, '*');
          };
          addEventListener('message', ({ data }) => {
            heard.push(data);
            send();
          });
          Object.assign(window, { heard, send });
          if (frame) frame.src = `${site}lab/index.html`;
        },
        [site, PAYLOAD] as const,
      );
      return page;
    }

    it('of a wrong origin are not listened to, and told nothing', async () => {
      const { evil, sites } = servers;
      const weak = await embed(evil.origin, sites.weak);
      const weakFrame = await weak.frame(EMBEDDED);
      await untilLab(weakFrame);
      // Not by the driver: Playwright takes the promise of an answer for a yes.
      await expect
        .poll(() => weakFrame.evaluate(hostedStatus, 'signed-in'), { timeout: 60_000 })
        .toBe(true);

      const real = await embed(evil.origin, sites.real);
      const frame = await real.frame(EMBEDDED);
      await untilLab(frame);
      // The site has looked for its host by then, and given up.
      await frame.waitForFunction(
        () => document.querySelector('.jp-AuthBridge-statusButton') !== null,
        undefined,
      );
      await send(real);
      await real.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      expect(await frame.evaluate(hostedStatus, 'signed-out')).toBe(true);
      const heard = await real.evaluate(() => (window as unknown as { heard: unknown[] }).heard);
      expect(heard).toEqual([]);
    });
  },
);

function send(page: ScriptFrame): Promise<void> {
  return page.evaluate(() => (window as unknown as { send: () => void }).send());
}

/** Runs in the page: whether the provider that a host signs in for has this status. */
async function hostedStatus(status: string): Promise<boolean> {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<{ value: { state: BridgeState } }>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data as { value: { state: BridgeState } });
  });
  active?.postMessage({ type: 'auth-bridge:get-state' }, [port2]);
  const { providers } = (await answer).value.state;
  return providers.find(({ id }) => id === 'hosted')?.status === status;
}
