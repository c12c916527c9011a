import type { ScriptFrame } from './script-frame.js';

/** Workers that the page makes from now on are of scripts that did not come through the service worker. */
export async function makeUnsealedWorkers(frame: ScriptFrame): Promise<void> {
  await frame.evaluate(() => {
    const Stock = Worker;
    Object.assign(window, {
      Worker: class extends Stock {
        constructor(url: URL) {
          const script = new XMLHttpRequest();
          script.open('GET', url, false);
          script.send();
          const blob = new Blob([script.responseText], { type: 'text/javascript' });
          super(URL.createObjectURL(blob), { type: 'module' });
        }
      },
    });
  });
}
