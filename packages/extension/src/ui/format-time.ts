import type { TranslationBundle } from '@jupyterlab/translation';

const MINUTE_MS = 60_000;

/** `ms` milliseconds in words, to the minute. */
export function timeLeft(ms: number, trans: TranslationBundle): string {
  if (ms < MINUTE_MS) return trans.__('under 1 min');
  const minutes = Math.floor(ms / MINUTE_MS);
  return minutes < 120 ? trans.__('%1 min', minutes) : trans.__('%1 h', Math.floor(minutes / 60));
}

/** Seconds as minutes and seconds: 4:05. */
export function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Local date and time of `ms` since the epoch; the time alone where that is today. */
export function localTime(ms: number, now: number, locale?: string): string {
  const [date, today] = [new Date(ms), new Date(now)];
  return date.toDateString() === today.toDateString()
    ? date.toLocaleTimeString(locale, { timeStyle: 'short' })
    : dateTime(ms, locale);
}

/** Local date and time of `ms` since the epoch. */
export function dateTime(ms: number, locale?: string): string {
  return new Date(ms).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
