import type { Browser } from 'puppeteer-core';

/** Runs in the browser's own document; the promises resolve when the workers have ended. */
const STOP = `(async () => {
  const manager = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager);
  const registrations = manager.getAllRegistrations();
  for (let i = 0; i < registrations.length; i += 1) {
    const { activeWorker } = registrations.queryElementAt(i, Ci.nsIServiceWorkerRegistrationInfo);
    await activeWorker?.terminateWorker();
  }
})()`;

/** Of WebDriver BiDi: https://www.w3.org/TR/webdriver-bidi/#command-script-evaluate */
interface Connection {
  send(method: string, params: object): Promise<unknown>;
}

/**
 * Stops the service workers of this Firefox, as it does with idle ones. WebDriver has no command for
 * it: the script needs the rights that `--remote-allow-system-access` gives.
 */
export async function stopFirefoxWorkers(browser: Browser): Promise<void> {
  const { connection } = browser as Browser & { readonly connection: Connection };
  const tree = (await connection.send('browsingContext.getTree', {
    'moz:scope': 'chrome',
  })) as { result: { contexts: { context: string }[] } };
  const [window] = tree.result.contexts;
  if (!window) throw new Error('Firefox shows no window of its own.');
  const { result } = (await connection.send('script.evaluate', {
    expression: STOP,
    target: { context: window.context },
    awaitPromise: true,
  })) as { result: { type: string; exceptionDetails?: { text: string } } };
  if (result.type !== 'success') {
    throw new Error(`Firefox did not stop its workers: ${result.exceptionDetails?.text ?? ''}`);
  }
}
