/** In the place of the protocol's `bridge-error.ts`, in the second script: the worker's own class. */
import type { OAuthPartCore } from '../../flows/load-oauth.js';

/** The parameter of the function around the second script (build.mjs). */
declare const AUTH_BRIDGE_CORE: OAuthPartCore;

export const { BridgeError } = AUTH_BRIDGE_CORE;
