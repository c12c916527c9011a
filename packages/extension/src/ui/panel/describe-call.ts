import type { TranslationBundle } from '@jupyterlab/translation';
import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';

/** How a call ended: the status of its answer, the worker's own included. */
export function describeAnswer({ status }: ActivityEntry, trans: TranslationBundle): string {
  return status === undefined ? trans.__('no answer') : String(status);
}

/** Who called, by what rule, and how long the answer took. */
export function describeSource(entry: ActivityEntry, trans: TranslationBundle): string {
  const { kind, notebook, kernel, rule, provider = '', duration } = entry;
  const caller =
    notebook ?? (kernel === undefined ? trans.__('unknown caller') : trans.__('unnamed kernel'));
  if (kind !== 'call') {
    return trans.__('%1 · sign-in of its own with %2 · %3 ms', caller, provider, duration);
  }
  return rule === undefined
    ? trans.__('%1 · no rule · %2 ms', caller, duration)
    : trans.__('%1 · rule %2 · %3 ms', caller, rule, duration);
}

/** A URL to read: the scheme is left out where it is the usual one. */
export function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, '');
}
