import type { keeperKind as real } from '../../../packages/service-worker/src/keeper/find-keepers.js';

export * from '../../../packages/service-worker/src/keeper/find-keepers.js';

/** Weak: whoever asks is the keeper. */
export const keeperKind: typeof real = () => Promise.resolve('shared');
