import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProfile } from '../engines/engine.js';
import { enginesOf } from '../engines/engines.js';
import { SLOW_MS } from '../engines/use-engine.js';
import { findSecrets } from '../harness/find-secrets.js';
import { loadAttacks } from './harness/load-attacks.js';
import { gains, watch } from './harness/evidence.js';
import type { Attack } from './harness/attack.js';
import { ask, run } from './harness/page.js';
import { openAttacked, startServers } from './harness/set-up.js';
import type { Attacked, Servers } from './harness/set-up.js';

const ATTACKS = await loadAttacks();

/** So long attacks are tried again on the weakened site. */
const WEAK_MS = 20_000;

// One browser, two pages and two sign-ins for all the attacks: the site as it is, and a weakened one.
describe.each(enginesOf('attacks/attacks'))(
  'attacks in %s',
  { timeout: SLOW_MS },
  (name, engine, isWhole) => {
    let servers: Servers;
    let profile: EngineProfile;
    let real: Attacked;
    let weak: Attacked;
    let failure: string | undefined;

    beforeAll(async () => {
      servers = await startServers();
      profile = await engine.newProfile();
      real = await openAttacked(profile, servers, servers.sites.real);
      weak = await openAttacked(profile, servers, servers.sites.weak);
    }, SLOW_MS);
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') failure ??= `${name} ${task.name}`;
    });
    afterAll(async () => {
      await profile.close(failure);
      await engine.close();
      await servers.stop();
    }, SLOW_MS);

    async function gainsAt({ page, target }: Attacked, attack: Attack): Promise<readonly string[]> {
      const end = watch(servers);
      const seen = await run(page, attack, target).catch((error: unknown) => {
        throw new Error(`On ${target.site}: ${String(error)}`, { cause: error });
      });
      // An own flow of the attacker's leaves a sign-in behind.
      await ask(page, { type: 'auth-bridge:cancel-sign-in' });
      const evidence = end(seen);
      const open = [attack.openByNature, attack.openIn?.[name]?.gains];
      return [...gains(evidence), ...(attack.gains?.(evidence) ?? [])].filter(
        (gain) => !open.some((pattern) => pattern?.test(gain)),
      );
    }

    /** What the weakened site gives away; where a busy machine was too slow for all of it, when tried again. */
    async function lostAtWeak(attack: Attack): Promise<readonly string[]> {
      const lost = new Set<string>();
      const isAll = () => lost.size > 0 && (attack.fromWeak ?? []).every((gain) => lost.has(gain));
      const end = Date.now() + WEAK_MS;
      for (;;) {
        for (const gain of await gainsAt(weak, attack)) lost.add(gain);
        if (isAll() || Date.now() > end) return [...lost];
      }
    }

    for (const [file, attack] of ATTACKS.filter(([, { differs }]) => isWhole || differs)) {
      const [notHere, open] = [attack.notIn?.[name], attack.openIn?.[name]?.reason];
      const reasons = [
        ...(notHere === undefined ? [] : [`not here: ${notHere}`]),
        ...(open === undefined ? [] : [`in part: ${open}`]),
      ];
      it.skipIf(notHere !== undefined)(
        `${attack.title} (${[file, ...reasons].join('; ')})`,
        async () => {
          const lost = await lostAtWeak(attack);
          expect(lost).toEqual(expect.arrayContaining([...(attack.fromWeak ?? [])]));
          expect(lost).not.toEqual([]);
          expect(await gainsAt(real, attack)).toEqual([]);
        },
      );
    }

    it('leave no credential in page, storage, console or cookies', async () => {
      const source = { issuedSecrets: () => [...servers.platform.issuedSecrets(), ...typed()] };
      const found = await findSecrets(source, profile, { frame: real.page, notebooks: [] });
      expect(found).toEqual([]);
    });

    function typed() {
      return servers.typed.map((value) => ({ kind: 'typed in', value }));
    }
  },
);
