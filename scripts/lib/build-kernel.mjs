import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILD, PACKAGES, REQUIREMENTS, ROOT } from './paths.mjs';
import { buildWheel, onlyWheel } from './python-wheel.mjs';
import { runStep, writeAtomically } from './steps.mjs';

/** Folder of the kernel helper's wheel. */
export const KERNEL_WHEEL = join(BUILD, 'kernel-wheel');

const SOURCE = join(PACKAGES, 'kernel');
const MODULE = join(PACKAGES, 'extension', 'src', 'kernel-wheel.generated.ts');

/**
 * Builds the kernel helper's wheel and the module by which the extension carries it.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildKernel(context) {
  await runStep(
    {
      id: 'kernel-wheel',
      title: 'Kernel helper',
      module: import.meta.url,
      values: [],
      files: [SOURCE, join(ROOT, 'package.json'), join(REQUIREMENTS, 'build.txt')],
      target: KERNEL_WHEEL,
      build: (output) =>
        buildWheel(SOURCE, output, {
          log: 'kernel-wheel',
          signal: context.signal,
          what: 'Building the kernel helper',
        }),
    },
    context,
  );
  await runStep(
    {
      id: 'kernel-wheel-module',
      title: 'Kernel helper for the extension',
      module: import.meta.url,
      values: [],
      files: [KERNEL_WHEEL],
      target: MODULE,
      build: async (output) => {
        const { name, path } = await onlyWheel(KERNEL_WHEEL);
        await writeAtomically(output, wheelModule(name, await readFile(path)));
      },
    },
    context,
  );
}

/**
 * @param {string} name the wheel's file name
 * @param {Buffer} bytes
 * @returns {string} source of the module
 */
function wheelModule(name, bytes) {
  const base64 = bytes.toString('base64');
  return `// Made by scripts/lib/build-kernel.mjs.\nexport const KERNEL_WHEEL = { name: '${name}', base64: '${base64}' } as const;\n`;
}
