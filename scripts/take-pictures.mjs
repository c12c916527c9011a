/**
 * Takes the pictures of docs/ and of README.md from the running product, once
 * `npm test` has built it: `node scripts/take-pictures.mjs`. Those that have not
 * changed stay as they are.
 */
import { join } from 'node:path';
import { NODE_MODULES } from './lib/paths.mjs';
import { exitCode } from './lib/run-command.mjs';
import { runMain } from './lib/run-main.mjs';

const TESTS = ['run', '--project', 'e2e', 'e2e/pictures'];

await runMain(async (context) => {
  // The test of the pictures: it takes those that it would compare.
  process.env.UPDATE_PICTURES = '1';
  return (await exitCode(join(NODE_MODULES, '.bin', 'vitest'), TESTS, context)) === 0 ? 0 : 1;
});
