import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { BUILD, ROOT, shown } from '../../scripts/lib/paths.mjs';

/** Where the pictures are that the product has to look like, and where those of a failure go. */
const IMAGES = join(ROOT, 'docs', 'images');
const FAILURES = join(BUILD, 'pictures');

/** With it pictures are written, not compared. */
export const UPDATE = (process.env.UPDATE_PICTURES ?? '') !== '';

/** How far two colours may be apart to pass for the same: 1 is black and white. */
const THRESHOLD = 0.05;
/** Of a square with this side (CSS px) so many pixels may differ: a letter's edge, and no dot or line. */
const SIDE = 16;
const MOST = 12;

/**
 * Compares the picture with the one of this name, or puts it in its place.
 * @returns what is wrong, and where to look at it; undefined where nothing is
 */
export async function compare(name: string, taken: Buffer): Promise<string | undefined> {
  const path = join(IMAGES, `${name}.png`);
  const actual = PNG.sync.read(taken);
  const before = await readFile(path).catch(() => undefined);
  const expected = before && PNG.sync.read(before);
  const difference = expected ? differs(expected, actual) : { words: 'there is none yet' };
  if (!difference) return undefined;
  if (UPDATE) {
    await write(path, small(actual));
    return undefined;
  }
  const files = [
    ['actual', taken],
    ['expected', before],
    ['diff', difference.drawn && small(difference.drawn)],
  ] as const;
  const written: string[] = [];
  for (const [kind, png] of files) {
    const file = join(FAILURES, `${name}.${kind}.png`);
    if (!png) continue;
    await write(file, png);
    written.push(shown(file));
  }
  return `${shown(path)}: ${difference.words}. See ${written.join(', ')}; if it is to look so: node scripts/take-pictures.mjs`;
}

function differs(
  expected: PNG,
  actual: PNG,
): { readonly words: string; readonly drawn?: PNG } | undefined {
  const { width, height } = actual;
  if (width !== expected.width || height !== expected.height) {
    return { words: `${width} x ${height} pixels, not ${expected.width} x ${expected.height}` };
  }
  const drawn = new PNG({ width, height });
  const most = pixelmatch(expected.data, actual.data, drawn.data, width, height, {
    threshold: THRESHOLD,
    windowSize: SIDE,
  });
  if (most <= MOST) return undefined;
  return { words: `${most} pixels of a square with ${SIDE} a side differ`, drawn };
}

/** Without an alpha channel and, as half of it is repeated in letters, without filters. */
function small(png: PNG): Buffer {
  return PNG.sync.write(png, {
    colorType: 2,
    deflateLevel: 9,
    deflateStrategy: 0,
    filterType: 0,
  });
}

async function write(path: string, png: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, png);
}
