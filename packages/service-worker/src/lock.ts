/** Longer than a holder of ours takes: discovery, the exchange, the keeper's pull (ms). */
const LOCK_WAIT_MS = 25_000;

/**
 * Runs `task`, once, while holding the named Web Lock. Kernels reach the same
 * locks: where one holds it for ever, the task runs without it after 25 s;
 * where one steals it, the task goes on.
 */
export async function withLock<T>(
  locks: Pick<LockManager, 'request'>,
  name: string,
  task: () => Promise<T>,
): Promise<T> {
  let running: Promise<T> | undefined;
  try {
    const signal = AbortSignal.timeout(LOCK_WAIT_MS);
    return await locks.request(name, { signal }, () => (running = task()));
  } catch {
    return running ?? task();
  }
}
