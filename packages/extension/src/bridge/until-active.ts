/**
 * Resolves when the registration's worker is active: the one that is being
 * installed, where `newest` is asked for; else an older one will do. Rejects
 * with an Error where it cannot be installed.
 */
export async function untilActive(
  registration: ServiceWorkerRegistration,
  { newest = false } = {},
): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (!worker || (registration.active && !newest)) return;
  await new Promise<void>((resolve, reject) => {
    const onChange = () => {
      if (worker.state === 'activated') resolve();
      else if (worker.state === 'redundant') {
        reject(new Error('The service worker could not be installed.'));
      } else return;
      worker.removeEventListener('statechange', onChange);
    };
    worker.addEventListener('statechange', onChange);
    onChange();
  });
}
