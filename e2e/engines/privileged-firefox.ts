import type { Browser } from 'puppeteer-core';

/** The promise resolves when the workers have ended. */
const STOP = `(async () => {
  const manager = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager);
  const registrations = manager.getAllRegistrations();
  for (let i = 0; i < registrations.length; i += 1) {
    const { activeWorker } = registrations.queryElementAt(i, Ci.nsIServiceWorkerRegistrationInfo);
    await activeWorker?.terminateWorker();
  }
})()`;

/**
 * WebDriver looks at each worker that starts. Where one starts another, Firefox then waits for that look on
 * a signal that it may have spent on the new worker, and both hang: about one start in a hundred.
 */
const LOOK_AWAY = `ChromeUtils.importESModule(
  'chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs',
).unregisterWebDriverWorkerListenerActor()`;

/** Of WebDriver BiDi: https://www.w3.org/TR/webdriver-bidi/#command-script-evaluate */
interface Connection {
  send(method: string, params: object): Promise<unknown>;
}

/** Stops the service workers of this Firefox, as it does with idle ones. */
export async function stopFirefoxWorkers(browser: Browser): Promise<void> {
  await runPrivileged(browser, STOP);
}

/** Lets workers start workers as they do in a browser that nobody drives. */
export async function leaveWorkersAlone(browser: Browser): Promise<void> {
  await runPrivileged(browser, LOOK_AWAY);
}

/** Loads the tab in front anew as Ctrl+Shift+R does; resolves when that has begun. */
export async function reloadPastCaches(browser: Browser): Promise<void> {
  await runPrivileged(browser, 'BrowserCommands.reloadSkipCache(); undefined');
}

/**
 * Runs a script in the browser's own window, where WebDriver has no command: it needs the rights
 * that `--remote-allow-system-access` gives.
 * @throws Error with what the script threw
 */
async function runPrivileged(browser: Browser, expression: string): Promise<void> {
  const { connection } = browser as Browser & { readonly connection: Connection };
  const tree = (await connection.send('browsingContext.getTree', {
    'moz:scope': 'chrome',
  })) as { result: { contexts: { context: string }[] } };
  // Windows of pages come after the browser's own first one.
  const [window] = tree.result.contexts;
  if (!window) throw new Error('Firefox shows no window of its own.');
  const { result } = (await connection.send('script.evaluate', {
    expression,
    target: { context: window.context },
    awaitPromise: true,
  })) as { result: { type: string; exceptionDetails?: { text: string } } };
  if (result.type !== 'success') {
    throw new Error(`Firefox did not do it: ${result.exceptionDetails?.text ?? ''}`);
  }
}
