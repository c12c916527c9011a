/** Makes the module by which the extension carries the kernel helper's wheel. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KERNEL_WHEEL, PACKAGES } from '../lib/paths.mjs';
import { onlyWheel } from '../lib/only-wheel.mjs';

const MODULE = join(PACKAGES, 'extension', 'src', 'kernel-wheel.generated.ts');

const { name, path } = await onlyWheel(KERNEL_WHEEL);
const base64 = (await readFile(path)).toString('base64');
await writeFile(
  MODULE,
  `// Made by scripts/make/kernel-wheel-module.mjs.\nexport const KERNEL_WHEEL = { name: '${name}', base64: '${base64}' } as const;\n`,
);
