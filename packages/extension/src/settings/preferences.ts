import { isRecord } from '@jupyterlite-auth-bridge/protocol';

/**
 * What the user can choose. A notebook's code can write the browser's storage
 * that it is kept in: nothing in it may let a sign-in or a call go without the user.
 */
export interface Preferences {
  /** How a sign-in that the user has not asked for shows itself. */
  readonly prompt: 'dialog' | 'notification';
  /** How long before a session's end to say so (ms); 0: not at all. */
  readonly reminderMs: number;
  /** Whether the first-use hint is still to be shown. */
  readonly hint: boolean;
}

export const DEFAULTS: Preferences = { prompt: 'dialog', reminderMs: 300_000, hint: true };

const MINUTE_MS = 60_000;
const LONGEST_MS = 120 * MINUTE_MS;

/** Of the plugin's settings; what is none of them counts as not set. */
export function readPreferences(settings: unknown): Preferences {
  const { prompt, reminder, hint } = isRecord(settings) ? settings : {};
  const reminderMs = typeof reminder === 'number' ? reminder * MINUTE_MS : DEFAULTS.reminderMs;
  return {
    prompt: prompt === 'notification' ? prompt : DEFAULTS.prompt,
    reminderMs: reminderMs >= 0 && reminderMs <= LONGEST_MS ? reminderMs : DEFAULTS.reminderMs,
    hint: typeof hint === 'boolean' ? hint : DEFAULTS.hint,
  };
}
