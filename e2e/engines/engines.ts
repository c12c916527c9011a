import { chromium } from './chromium.js';
import type { Engine } from './engine.js';
import { firefoxEngine } from './firefox.js';
import { webKitEngine } from './webkit.js';

const ALL: readonly Engine[] = [chromium, firefoxEngine(), webKitEngine()];

/** Every engine that the scenarios run in, one after the other, with its name for the titles. */
export const ENGINES = ALL.map((engine) => [engine.name, engine] as const);
