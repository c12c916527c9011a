import { ROOT } from './lib/paths.mjs';
import { setVersion } from './lib/versions.mjs';

const [version = ''] = process.argv.slice(2);
await setVersion(ROOT, version).then(
  () => console.log(`All is ${version} now: npm run build`),
  (/** @type {Error} */ { message }) => {
    console.error(message);
    process.exitCode = 1;
  },
);
