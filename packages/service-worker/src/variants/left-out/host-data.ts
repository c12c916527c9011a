/** In the place of `host/host-data.ts`: no host has sent anything. */
export { unreachable as hostDataFor } from './unreachable.js';
