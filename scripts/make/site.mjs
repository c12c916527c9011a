/** Builds the demo site with the wheel, as any site owner would, and checks it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, JUPYTER, PYODIDE, ROOT, SITE } from '../lib/paths.mjs';

const CONFIG = join(ROOT, 'lite-config');
const LITE_DIR = join(BUILD, 'lite');

for (const folder of [LITE_DIR, SITE]) rmSync(folder, { recursive: true, force: true });
mkdirSync(join(LITE_DIR, 'static'), { recursive: true });
symlinkSync(PYODIDE, join(LITE_DIR, 'static', 'pyodide'));
for (const name of ['jupyter-lite.json', 'auth.json']) {
  cpSync(join(CONFIG, name), join(LITE_DIR, name));
}
// It would take the site's configuration for merged already into an output that is new.
rmSync(join(ROOT, '.jupyterlite.doit.db'), { force: true });
const config = ['--config', 'jupyter_lite_config.json', '--contents', join(CONFIG, 'notebooks')];
const folders = ['--lite-dir', LITE_DIR, '--output-dir', SITE];
const auth = '--AuthBridgeAddon.config=auth.json';
for (const verb of ['build', 'check']) {
  execFileSync(JUPYTER, ['lite', verb, ...config, ...folders, auth], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
