/** In the place of `flows/dpop.ts`: no provider has `dpop`, so there is no key. */
export { unreachable as newDpopKey } from './unreachable.js';

export class DpopHandles {
  handle(): Promise<never> {
    return Promise.reject(new Error('This service-worker.js was built without DPoP.'));
  }
}

export function withNonce<T>(send: () => Promise<T>): Promise<T> {
  return send();
}
