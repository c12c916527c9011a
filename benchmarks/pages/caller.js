/** As a kernel does: calls from a dedicated worker of the site. Answers with each call's ms. */
const send = {
  fetch: async (url, options) => (await fetch(url, options)).text(),
  xhr: async (url, { headers = {} }) => {
    const request = new XMLHttpRequest();
    request.open('GET', url, false);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send();
    if (request.status !== 200) throw new Error(`HTTP ${request.status}`);
  },
};

async function sequence({ way, url, options, count }) {
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await send[way](url, options);
    times.push(performance.now() - start);
  }
  return times;
}

/** `count` calls, `width` at a time: ms for all of them, and how many came back with which status. */
async function parallel({ url, options, count, width }) {
  const statuses = {};
  let left = count;
  const start = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const response = await fetch(url, options);
      await response.arrayBuffer();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return { ms: performance.now() - start, statuses };
}

/** First byte and the whole of a long answer, in ms. */
async function download({ url, options }) {
  const start = performance.now();
  const reader = (await fetch(url, options)).body.getReader();
  let bytes = 0;
  let first;
  for (;;) {
    const { done, value } = await reader.read();
    first ??= performance.now() - start;
    if (done) return { first, all: performance.now() - start, bytes };
    bytes += value.length;
  }
}

async function upload({ url, options, megabytes }) {
  const body = new Uint8Array(megabytes * 1024 * 1024);
  const start = performance.now();
  const response = await fetch(url, { ...options, method: 'POST', body });
  return { all: performance.now() - start, bytes: Number(await response.text()) };
}

const tasks = { sequence, parallel, download, upload };

addEventListener('message', async ({ data: { task, ...rest }, ports: [port] }) => {
  try {
    port.postMessage({ value: await tasks[task](rest) });
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
});
