import type { TranslationBundle } from '@jupyterlab/translation';
import type { QuestionState } from '@jupyterlite-auth-bridge/protocol';

/**
 * Who asks, as the beginning of a sentence.
 * @param notebook path of the kernel's notebook, or name of its console, where it is known
 */
export function whoAsks(
  { kernel }: QuestionState,
  notebook: string | undefined,
  trans: TranslationBundle,
): string {
  if (notebook !== undefined) return notebook;
  return kernel === undefined ? trans.__('An unknown notebook') : trans.__('A notebook');
}

/** What "For this session" would allow: the calls of whom, by what rule. */
export function whatSessionAllows(
  { kernel, rule: { url, methods } }: QuestionState,
  site: string,
  trans: TranslationBundle,
): string {
  const address = new URL(url, site).href;
  const what = methods
    ? trans.__('%1 calls to %2', methods.join(', '), address)
    : trans.__('all calls to %1', address);
  return kernel === undefined
    ? trans.__(
        '“For this session” allows %1 from every unknown notebook, until you sign out.',
        what,
      )
    : trans.__(
        '“For this session” allows %1, of this notebook, until you sign out or its kernel stops.',
        what,
      );
}

/** How many calls wait, and how many questions after this one. */
export function whatWaits(
  { calls }: QuestionState,
  later: number,
  trans: TranslationBundle,
): string {
  const count = calls.reduce((sum, call) => sum + call.count, 0);
  const words = [
    count > 1 ? trans._n('%1 call waits.', '%1 calls wait.', count) : '',
    later > 0
      ? trans._n('%1 more question comes after this.', '%1 more questions come after this.', later)
      : '',
  ];
  return words.filter((each) => each !== '').join(' ');
}
