/**
 * Makes text, which is not shown, of all that the parser has still to come to:
 * none of its scripts run. After `window.stop()` Chromium paints nothing more.
 */
export function dropRestOfPage(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else reaches the parser's input
  document.write('<body><plaintext hidden>');
}

/** Words in the place of the page that was stopped. */
export function showProgress(): void {
  show(paragraph('Signing in…', 'status'));
}

/** @param onGoOn goes on to the page without the sign-in */
export function showFailure(detail: string, onGoOn: () => void): void {
  const title = document.createElement('h1');
  title.textContent = 'You are not signed in';
  title.style.fontSize = '1.4rem';
  const button = document.createElement('button');
  button.textContent = 'Open the notebooks';
  button.style.cssText = 'font: inherit; font-weight: 600; padding: .5rem 1rem';
  button.addEventListener('click', onGoOn);
  show(title, paragraph(detail, 'alert'), button);
  button.focus();
}

/** What to do about a frame that has no origin of its own. */
export function showSandboxed(): void {
  const title = document.createElement('h1');
  title.textContent = 'The notebooks cannot run here';
  title.style.fontSize = '1.4rem';
  const detail =
    'The page around them keeps them in a sandbox without allow-same-origin, where they have no service worker and no storage. Its owner has to add allow-same-origin to the sandbox attribute of the frame.';
  show(title, paragraph(detail, 'alert'));
}

function paragraph(text: string, role: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  element.setAttribute('role', role);
  return element;
}

function show(...content: readonly HTMLElement[]): void {
  const root = document.documentElement;
  root.lang = 'en';
  root.style.cssText =
    'color-scheme: light dark; background: Canvas; font: 1rem/1.4 system-ui, sans-serif';
  const { body } = document;
  body.style.cssText = 'display: grid; place-content: center; min-height: 90vh; margin: 1rem';
  const main = document.createElement('main');
  main.style.maxWidth = '24rem';
  main.append(...content);
  body.replaceChildren(main);
}
