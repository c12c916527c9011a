import type { isPageOf as real } from '../../../packages/service-worker/src/clients.js';

export * from '../../../packages/service-worker/src/clients.js';

/** Weak: whoever sends a message is a page of the site. */
export const isPageOf = ((_scope, source) => source !== null) as typeof real;
