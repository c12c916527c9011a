import { expect, it } from 'vitest';
import { keptFile } from './kept-file.js';

const PAGE = new Request('https://site.example/lab/index.html');
const SCRIPT = 'https://site.example/service-worker.js';

it.each([
  ['?enableCache=true', 'kept'],
  ['?enableCache=false', undefined],
  ['', undefined],
])('reads them with the query "%s": %s', async (query, text) => {
  const caches = { match: () => Promise.resolve(new Response('kept')) };
  const file = await keptFile(PAGE, SCRIPT + query, caches);
  expect(await file?.text()).toBe(text);
});
