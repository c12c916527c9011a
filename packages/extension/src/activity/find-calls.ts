import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';

export interface CallFilter {
  /** Words, each of which has to be somewhere in what is shown of the call. */
  readonly text: string;
  readonly failedOnly: boolean;
}

/** True for a call that got no answer, or one that says no. */
export function isFailed({ status, problem }: ActivityEntry): boolean {
  return problem !== undefined || status === undefined || status >= 400;
}

/** The entries that fit, newest first. */
export function findCalls(
  entries: readonly ActivityEntry[],
  { text, failedOnly }: CallFilter,
): readonly ActivityEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .filter((entry) => (!failedOnly || isFailed(entry)) && hasWords(entry, words))
    .toReversed();
}

function hasWords(entry: ActivityEntry, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { method, url, notebook = '', status = '', problem = '', provider = '', kind } = entry;
  const all = [method, url, notebook, status, problem, provider, kind].join(' ').toLowerCase();
  return words.every((word) => all.includes(word));
}
