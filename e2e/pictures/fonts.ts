import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FONTS } from '../../scripts/lib/browsers.mjs';
import { BUILD } from '../../scripts/lib/paths.mjs';

/** Of Debian's fonts-dejavu-core, all that is used: what else is in the folder depends on other packages. */
const FILES = ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono', 'DejaVuSansMono-Bold'];

/**
 * Writes settings of fontconfig's by which a browser knows these fonts alone, whatever else is
 * installed: pictures are the same on every machine.
 * @returns the environment to start it with
 */
export async function onlyTheseFonts(): Promise<Readonly<Record<string, string>>> {
  const missing = FILES.filter((name) => !existsSync(join(FONTS, `${name}.ttf`)));
  if (missing.length > 0) {
    throw new Error('The fonts of the pictures are missing: apt-get install fonts-dejavu-core');
  }
  const folder = join(BUILD, 'fonts');
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'fonts.conf');
  await writeFile(path, settings(join(folder, 'cache')));
  return { FONTCONFIG_FILE: path };
}

function settings(cache: string): string {
  const accepted = FILES.map((name) => `<glob>${FONTS}/${name}.ttf</glob>`);
  const families = [
    ['DejaVu Sans', ['system-ui', 'sans-serif', 'serif', 'Helvetica', 'Arial']],
    ['DejaVu Sans Mono', ['monospace']],
  ] as const;
  const aliases = families.flatMap(([family, names]) =>
    names.map(
      (name) =>
        `<alias binding="same"><family>${name}</family><prefer><family>${family}</family></prefer></alias>`,
    ),
  );
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${FONTS}</dir>
<cachedir>${cache}</cachedir>
<selectfont>
<rejectfont><glob>*</glob></rejectfont>
<acceptfont>${accepted.join('')}</acceptfont>
</selectfont>
${aliases.join('\n')}
</fontconfig>
`;
}
