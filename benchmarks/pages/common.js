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

let loads = 0;

/** Ms until a picture of the site's is there, by an element, as a page loads its files; from no cache. */
globalThis.load = async (path) => {
  const image = new Image();
  const start = performance.now();
  image.src = `${path}?${(loads += 1)}`;
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error(`No ${path}`));
  });
  return performance.now() - start;
};

export function ready() {
  startCaller();
  globalThis.isReady = true;
}
