import { Dialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fitNotice } from './fit-notice';
import { makeOwn } from './own-dialog';

/** Shows an error's message until the user closes it: the bridge's errors say what to do. */
export function tell(error: unknown, trans: TranslationBundle): void {
  if (!(error instanceof Error)) return;
  const { message } = error;
  Notification.error(shortened(message), { autoClose: false, actions: showAll(message, trans) });
}

/** Shows words of the worker's until the user closes them or takes the action. */
export function warn(words: string, action: Notification.IAction, trans: TranslationBundle): void {
  const actions = [action, ...showAll(words, trans)];
  Notification.warning(shortened(words), { autoClose: false, actions });
}

function shortened(words: string): string {
  return fitNotice(words) ?? words;
}

/** The way to all of the words, where a notification does not show them in full. */
function showAll(words: string, trans: TranslationBundle): Notification.IAction[] {
  if (fitNotice(words) === words) return [];
  return [{ label: trans.__('Show all'), callback: () => void showInFull(words, trans) }];
}

async function showInFull(body: string, trans: TranslationBundle): Promise<void> {
  const close = Dialog.okButton({ label: trans.__('Close') });
  const dialog = new Dialog({ title: trans.__('Sign-in'), body, buttons: [close] });
  makeOwn(dialog);
  await dialog.launch();
}
