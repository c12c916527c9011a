import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Bridge } from '../bridge/bridge';
import { timeLeft } from './format-time';
import { endingKey, endings } from './next-reminder';

/** How often the time is looked at (ms): a computer that sleeps has no timers. */
const LOOK_MS = 15_000;
/** How long a reminder stays (ms). */
const NOTICE_MS = 30_000;

/**
 * Says once, some time before it, that a session ends which is not renewed by itself.
 * @param before how long before (ms), 0 for never; asked each time
 */
export function remindOfEnds(bridge: Bridge, before: () => number, trans: TranslationBundle): void {
  const reminded = new Set<string>();
  setInterval(() => {
    const now = Date.now();
    for (const { provider, expiresAt } of endings(bridge.state?.providers ?? [], reminded)) {
      const left = expiresAt - now;
      if (left <= 0 || left > before()) continue;
      reminded.add(endingKey(provider.id, expiresAt));
      Notification.warning(
        trans.__(
          'Your session with %1 ends in %2. Sign in again after that; calls will wait for you.',
          provider.label,
          timeLeft(left, trans),
        ),
        { autoClose: NOTICE_MS },
      );
    }
  }, LOOK_MS);
}
