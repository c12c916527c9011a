import type { Sender } from '../attach/attach-credential.js';
import type { Runtime } from '../runtime.js';

/** Sends as the worker does, without tokens that are bound to a key. */
export function plainSender(runtime: Runtime): Sender {
  return {
    now: () => runtime.now(),
    fetch: (request) => runtime.fetch(request),
    dpop: () => Promise.reject(new Error('no key in this test')),
  };
}
