import { writeFile } from 'node:fs/promises';
import { madePages } from './lib/docs/pages.mjs';

for (const { path, text } of await madePages()) await writeFile(path, text);
