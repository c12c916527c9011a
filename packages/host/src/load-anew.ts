/** How often a tab is looked at (ms), and how long: a page with unsaved work may have the browser ask the user first. */
const LOOK_MS = 100;
const GIVEN_UP_MS = 60_000;

/** The element is put back where it was: that gives it another window, which no script of the old one has. */
export function loadFrameAnew(iframe: HTMLIFrameElement, onGone: () => void): void {
  const { parentNode, nextSibling } = iframe;
  iframe.remove();
  onGone();
  parentNode?.insertBefore(iframe, nextSibling);
}

/**
 * Makes what loads a tab anew. Its window stays, so it is emptied first: once
 * this page can read its address, no document of the site is there any more.
 */
export function tabLoader(tab: Window, href: string): (onGone: () => void) => void {
  let isLoading = false;
  return (onGone) => {
    if (isLoading) return;
    isLoading = true;
    const end = Date.now() + GIVEN_UP_MS;
    tab.location.replace('about:blank');
    const timer = setInterval(() => {
      if (!tab.closed && !isBlank(tab) && Date.now() < end) return;
      clearInterval(timer);
      isLoading = false;
      if (!isBlank(tab)) return;
      onGone();
      tab.location.replace(href);
    }, LOOK_MS);
  };
}

/** True for an empty document, such as a window has before its own has come: a message to that would be an error in the console. */
export function isBlank(target: Window): boolean {
  try {
    return target.location.href === 'about:blank';
  } catch {
    return false; // another origin's
  }
}
