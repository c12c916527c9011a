import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { CHAPTERS } from './state.js';
import type { State } from './state.js';

const PAGE = join(ROOT, 'docs', 'what-you-see.md');

const START = `<!-- Made from e2e/pictures by \`node scripts/take-pictures.mjs\`: change it there. -->

# What you see

Every state of the sign-in in JupyterLab, as the running product shows it: in your theme of GitHub's, light or dark.
The browser tests take the same pictures and compare them with these.`;

/** The page that shows the pictures of all states. */
export function whatYouSee(states: readonly State[]): string {
  const chapters = Object.entries(CHAPTERS).map(([chapter, title]) => {
    const shown = states.filter((state) => state.chapter === chapter);
    return [`## ${title}`, ...shown.map(picture)];
  });
  return `${[START, ...chapters.flat()].join('\n\n')}\n`;
}

function picture({ name, says }: State): string {
  const file = (theme: string) => `images/states/${name}-${theme}.png`;
  return `${says}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${file('dark')}" />
  <img src="${file('light')}" alt="${says.replaceAll(/[_`]/g, '')}" />
</picture>`;
}

export const readPage = () => readFile(PAGE, 'utf8');
export const writePage = (text: string) => writeFile(PAGE, text);
