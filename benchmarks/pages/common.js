/** What the pages of all variants have: a caller, made once the page is under its worker. */
export async function controlled(url, options) {
  if (url) await navigator.serviceWorker.register(url, options);
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
  }
}

export function startCaller() {
  const caller = new Worker('/bench/caller.js');
  globalThis.call = (message) =>
    new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        port1.close();
        if ('error' in data) reject(new Error(data.error));
        else resolve(data.value);
      };
      caller.postMessage(message, [port2]);
    });
}

/** Ms for each of the site's files, not from the browser's HTTP cache. */
globalThis.load = async (paths) => {
  const times = [];
  for (const path of paths) {
    const start = performance.now();
    await (await fetch(path, { cache: 'no-store' })).arrayBuffer();
    times.push(performance.now() - start);
  }
  return times;
};

export function ready() {
  startCaller();
  globalThis.isReady = true;
}
