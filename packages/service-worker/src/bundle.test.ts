/// <reference types="node" />
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe("the worker's script", () => {
  it('is one classic script without the tests and what they are made of', async () => {
    const { metafile, outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      target: 'es2022',
      metafile: true,
      write: false,
      logLevel: 'error',
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((path) => path.endsWith('src/worker.ts'))).toBe(true);
    expect(inputs.filter((path) => /\/testing\/|\.test\.|node:|vitest/.test(path))).toEqual([]);
    const [script] = outputFiles;
    expect(script?.text).not.toMatch(/^\s*(?:import|export)\s/m);
  });
});
