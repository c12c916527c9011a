import { Dialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fitNotice } from './fit-notice';
import { makeOwn } from './own-dialog';

/** Shows an error's message until the user closes it: the bridge's errors say what to do. */
export function tell(error: unknown, trans: TranslationBundle): void {
  if (!(error instanceof Error)) return;
  const { message } = error;
  const fitting = fitNotice(message);
  const showAll = { label: trans.__('Show all'), callback: () => void showInFull(message, trans) };
  Notification.error(fitting ?? message, {
    autoClose: false,
    actions: fitting === message ? [] : [showAll],
  });
}

async function showInFull(body: string, trans: TranslationBundle): Promise<void> {
  const close = Dialog.okButton({ label: trans.__('Close') });
  const dialog = new Dialog({ title: trans.__('Sign-in'), body, buttons: [close] });
  makeOwn(dialog);
  await dialog.launch();
}
