import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { runMain } from './lib/run-main.mjs';

await runMain(async (context) => {
  await install(context);
  await build('packages', context);
  context.print('The wheel is in dist/, the npm packages are in dist-npm/.\n');
  return 0;
});
