import { runMain } from './lib/run-main.mjs';
import { setUp } from './lib/set-up.mjs';

await runMain(async (context) => {
  await setUp(context);
  context.print('The wheel is in dist/, the npm packages are in dist-npm/.\n');
  return 0;
});
