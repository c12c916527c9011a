import type { TranslationBundle } from '@jupyterlab/translation';
import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';

/** How a call ended: the status, and the code where the worker answered itself. */
export function describeAnswer(
  { status, problem }: ActivityEntry,
  trans: TranslationBundle,
): string {
  if (status === undefined) return trans.__('no answer');
  return problem === undefined ? String(status) : `${status} ${problem}`;
}

/** Who called, and by what rule. */
export function describeSource(
  { kind, notebook, kernel, rule, provider = '' }: ActivityEntry,
  trans: TranslationBundle,
): string {
  const caller =
    notebook ?? (kernel === undefined ? trans.__('unknown caller') : trans.__('unnamed kernel'));
  if (kind !== 'call') return trans.__('%1 · sign-in of its own with %2', caller, provider);
  return rule === undefined
    ? trans.__('%1 · no rule', caller)
    : trans.__('%1 · rule %2', caller, rule);
}

/** A URL to read: the scheme is left out where it is the usual one. */
export function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, '');
}
