/** In the place of `capture/find-endpoint.ts`: no provider has endpoints that a client could call. */
export { unreachable as findEndpoint } from './unreachable.js';

export const candidates = (): readonly never[] => [];
export const undiscovered = candidates;
