import type { EngineName } from '../engines/engine.js';

/** A way in which a worker's code may send data to another origin. */
export interface WayOut {
  readonly name: string;
  /** JavaScript: a function of the URL, which ends when the way is tried, or throws. */
  readonly script: string;
  /** Engines whose workers send nothing that way, sealed or not. */
  readonly lacking?: readonly EngineName[];
}

const inNestedWorker = (url: string) => `new Promise((resolve, reject) => {
  const worker = new Worker(${url});
  worker.onmessage = resolve;
  worker.onerror = () => reject(new Error('blocked'));
})`;
const settling = (kind: string) => `(url) => new Promise((resolve) => {
  const line = new ${kind}(url);
  line.onopen = line.onerror = () => resolve(line.close());
})`;
const CODE = '`fetch(${JSON.stringify(url)}, { mode: "no-cors" }).finally(() => postMessage(0))`';
const OLD_CODE = '`try { importScripts(${JSON.stringify(url)}) } finally { postMessage(0) }`';
const blob = (code: string) => `URL.createObjectURL(new Blob([${code}]))`;

/** Each with a URL of the other origin; the kernels' workers are module workers. */
export const WAYS_OUT: readonly WayOut[] = [
  { name: 'fetch', script: '(url) => fetch(url)' },
  { name: 'fetch without CORS', script: "(url) => fetch(url, { mode: 'no-cors' })" },
  {
    name: 'a beacon-like fetch',
    script: '(url) => fetch(url, { method: "POST", keepalive: true })',
  },
  {
    name: 'synchronous XMLHttpRequest',
    script: '(url) => { const x = new XMLHttpRequest(); x.open("GET", url, false); x.send(); }',
  },
  { name: 'import()', script: '(url) => import(url)' },
  {
    name: 'import() of a data: module that imports',
    script: '(url) => import(`data:text/javascript,import ${JSON.stringify(url)}`)',
  },
  {
    name: 'import() of a blob: module that imports',
    script: `(url) => import(URL.createObjectURL(new Blob(['import ' + JSON.stringify(url)], { type: 'text/javascript' })))`,
  },
  { name: 'a nested worker of a blob: URL', script: `(url) => ${inNestedWorker(blob(CODE))}` },
  {
    name: 'a nested worker of a data: URL',
    script: `(url) => ${inNestedWorker(`'data:text/javascript,' + encodeURIComponent(${CODE})`)}`,
  },
  {
    name: 'importScripts in a nested worker',
    script: `(url) => ${inNestedWorker(blob(OLD_CODE))}`,
  },
  { name: 'WebSocket', script: settling('WebSocket') },
  { name: 'EventSource', script: settling('EventSource') },
  {
    name: 'a font',
    script: '(url) => new FontFace("x", `url(${url})`).load()',
    lacking: ['webkit'],
  },
  { name: 'Cache.add', script: '(url) => caches.open("x").then((cache) => cache.add(url))' },
];
