import type * as real from '../../../packages/service-worker/src/static-routes.js';

/** Weak: what pages load by elements comes to the worker, too. */
export const leaveFilesToNetwork: typeof real.leaveFilesToNetwork = () => Promise.resolve();

export const keepOwnPages: typeof real.keepOwnPages = () => Promise.resolve();
