/** Longer than a holder of ours takes: discovery, the exchange, the keeper's pull (ms). */
const LOCK_WAIT_MS = 25_000;

/**
 * Runs `task` while holding the named Web Lock. Kernels reach the same locks
 * and may hold one for ever: after 25 s the task runs without it.
 */
export async function withLock<T>(
  locks: Pick<LockManager, 'request'>,
  name: string,
  task: () => Promise<T>,
): Promise<T> {
  const lock = { granted: false };
  try {
    return await locks.request(name, { signal: AbortSignal.timeout(LOCK_WAIT_MS) }, () => {
      lock.granted = true;
      return task();
    });
  } catch (error) {
    if (lock.granted) throw error;
    return task();
  }
}
