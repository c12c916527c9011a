import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileWheels } from './compile-wheels.mjs';
import { PYTHON } from './paths.mjs';

/** Of Pyodide, on two busy cores (ms). */
const START_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'compile-wheels-'));
const source = join(folder, 'source');
const target = join(folder, 'target');
const WHEEL = 'tiny-1.0-py3-none-any.whl';

beforeAll(() => {
  for (const path of [source, target, join(folder, 'tiny')]) mkdirSync(path);
  writeFileSync(join(folder, 'tiny', '__init__.py'), 'answer = 42\n');
  writeFileSync(join(folder, 'tiny', 'of_another_python.py'), 'print "hello"\n');
  execFileSync(PYTHON, ['-m', 'zipfile', '-c', join(source, WHEEL), join(folder, 'tiny')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

it(
  'adds the bytecode of each module that compiles, and keeps all that was there',
  async () => {
    await compileWheels(source, target);
    const list = execFileSync(PYTHON, [
      '-c',
      'import sys, zipfile; print(*sorted(zipfile.ZipFile(sys.argv[1]).namelist()))',
      join(target, WHEEL),
    ]);
    expect(
      list
        .toString()
        .trim()
        .split(' ')
        .filter((name) => !name.endsWith('/')),
    ).toEqual([
      'tiny/__init__.py',
      'tiny/__pycache__/__init__.cpython-314.pyc',
      'tiny/of_another_python.py',
    ]);
  },
  START_MS,
);
