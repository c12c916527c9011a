/** In the place of the protocol, in the second script: what the worker hands over of it. */
import type { OAuthPartCore } from '../../flows/load-oauth.js';

/** The parameter of the function around the second script (build.mjs). */
declare const AUTH_BRIDGE_CORE: OAuthPartCore;

export const { BridgeError, isRecord } = AUTH_BRIDGE_CORE;
