import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const REPORTS = '.build/reports';

interface Photographed {
  /** `timeout` in ms. */
  screenshot(options: { path: string; timeout: number }): Promise<unknown>;
}

/** Leaves the console and a picture of each page, for who looks into the failure of this name. */
export async function report(
  failure: string,
  lines: readonly string[],
  pages: readonly Photographed[],
): Promise<void> {
  const file = join(REPORTS, failure.replace(/\W+/g, '-').slice(0, 80));
  await mkdir(REPORTS, { recursive: true });
  await writeFile(`${file}.log`, lines.join('\n'));
  for (const [i, page] of pages.entries()) {
    await page.screenshot({ path: `${file}-${i}.png`, timeout: 5_000 }).catch(() => undefined);
  }
}
