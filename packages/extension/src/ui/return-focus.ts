const NOTICE = '.Toastify__toast';

/**
 * Gives the focus back to what had it before, once a button of a notification is clicked: it would
 * go with the notification, or with the dialog that the button opens, and the keyboard be nobody's.
 */
export function returnFocus(): void {
  let before: HTMLElement | undefined;
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && !target.closest(NOTICE)) before = target;
  });
  // Before the button does what it is for, which may be to move the focus.
  document.addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest(`${NOTICE} button`)) before?.focus();
    },
    true,
  );
}
