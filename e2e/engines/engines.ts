import type { LaneFile } from '../lanes.mjs';
import { shareOf } from '../lanes.mjs';
import { chromium } from './chromium.js';
import type { Engine, EngineName } from './engine.js';
import { firefoxEngine } from './firefox.js';
import { webKitEngine } from './webkit.js';

const ALL: readonly Engine[] = [chromium, firefoxEngine(), webKitEngine()];

/**
 * The engines that this run runs a file in, one after the other: name, engine, and whether the file
 * runs whole in it, or only its first part.
 */
export function enginesOf(file: LaneFile): readonly (readonly [EngineName, Engine, boolean])[] {
  return ALL.flatMap((engine) => {
    const share = shareOf(file, engine.name);
    return share === undefined ? [] : [[engine.name, engine, share === 'whole'] as const];
  });
}
