/** JupyterLab does not start before: what takes longer (ms) to be installed is not waited for. */
const INSTALL_MS = 60_000;

/**
 * Resolves when the registration's worker is active: the one that is being
 * installed, where `newest` is asked for; else an older one will do. Rejects
 * with an Error where it cannot be installed, or is not within a minute.
 */
export async function untilActive(
  registration: ServiceWorkerRegistration,
  { newest = false } = {},
): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (!worker || (registration.active && !newest)) return;
  await new Promise<void>((resolve, reject) => {
    const end = (error?: Error) => {
      clearTimeout(timer);
      worker.removeEventListener('statechange', onChange);
      if (error) reject(error);
      else resolve();
    };
    const fail = (what: string) => end(new Error(`The service worker ${what}.`));
    const onChange = () => {
      if (worker.state === 'activated') end();
      if (worker.state === 'redundant') fail('could not be installed');
    };
    const timer = setTimeout(() => fail('takes too long to be installed'), INSTALL_MS);
    worker.addEventListener('statechange', onChange);
    onChange();
  });
}
