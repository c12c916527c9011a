import type { DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { untilLab } from '../harness/notebook.js';
import { startEngineStack } from './engine-stack.js';
import type { EngineStack } from './engine-stack.js';
import type { Engine, EnginePage, EngineProfile, ProfileOptions } from './engine.js';

/** WebKit's kernels take a minute or two to start on a busy machine (ms). */
export const SLOW_MS = 300_000;

/** What the tests of one engine share. */
export interface EngineRun {
  readonly stack: EngineStack;
  readonly profile: EngineProfile;
}

/**
 * Starts the site that is built, or the one that `root` names, its platform and a profile of the
 * engine before the tests around the call, and ends them afterwards; leaves a report of the first
 * test that failed.
 * @param options of the platform
 * @param profileOptions of the browser's profile
 * @returns for use in tests: what was started
 */
export function useEngine(
  engine: Engine,
  root?: () => string,
  options?: Partial<DevPlatformOptions>,
  profileOptions?: ProfileOptions,
): () => EngineRun {
  const ends: (() => Promise<void>)[] = [];
  let run: EngineRun | undefined;
  let failure: string | undefined;

  beforeAll(async () => {
    const stack = await startEngineStack(engine, root?.(), options);
    ends.unshift(() => stack.stop());
    ends.unshift(() => engine.close());
    const profile = await engine.newProfile(profileOptions);
    ends.unshift(() => profile.close(failure));
    run = { stack, profile };
  }, SLOW_MS);
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failure ??= `${engine.name} ${task.name}`;
  });
  afterAll(async () => {
    const errors: unknown[] = [];
    for (const end of ends) await end().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }, SLOW_MS);

  return () => {
    if (!run) throw new Error(`${engine.name} has not started.`);
    return run;
  };
}

/** A tab with the site's JupyterLab, once that has started. */
export async function openLab({ profile, stack }: EngineRun): Promise<EnginePage> {
  const page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
  return page;
}
