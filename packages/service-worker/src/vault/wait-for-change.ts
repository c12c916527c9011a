import type { Runtime } from '../runtime.js';
import type { Vault } from './vault.js';

/**
 * Resolves with the first value that `look` returns other than undefined, now
 * or after a change of the vault; undefined when `ms` milliseconds have passed.
 */
export function waitForChange<T>(
  vault: Vault,
  runtime: Runtime,
  ms: number,
  look: () => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const found = look();
    if (found !== undefined || ms <= 0) {
      resolve(found);
      return;
    }
    const stop = vault.onChange(() => {
      const value = look();
      if (value === undefined) return;
      stop();
      resolve(value);
    });
    runtime.later(() => {
      stop();
      resolve(undefined);
    }, ms);
  });
}
