import type { Dialog } from '@jupyterlab/apputils';

const FOCUSABLE =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, iframe, [tabindex="0"]';

/**
 * Gives a dialog, before it is launched, our style and the keys that people know: Tab goes around in
 * it, there and back, and Enter is for what has the focus. To JupyterLab up to 4.5 an Enter on a link
 * is one on the default button, which closes the dialog, and one on a button in its body is nothing;
 * after the last button Tab comes to what was the first before there was a body.
 */
export function makeOwn(dialog: Dialog<unknown>): void {
  dialog.addClass('jp-AuthBridge-dialog');
  // Before the dialog's own listener, which is there once it is attached.
  dialog.node.addEventListener('keydown', (event) => onKey(event, dialog.node), true);
}

function onKey(event: KeyboardEvent, dialog: HTMLElement): void {
  const { activeElement } = document;
  if (event.key === 'Enter' && activeElement?.closest('.jp-Dialog-body')) {
    event.stopImmediatePropagation();
  }
  if (event.key !== 'Tab') return;
  const all = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((each) =>
    each.checkVisibility(),
  );
  const [end, next] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (activeElement !== end) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  next?.focus();
}
