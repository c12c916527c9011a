import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONFIG_FORMAT, parseConfig } from '@jupyterlite-auth-bridge/protocol';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { SITE_ROOT } from '../../../scripts/lib/e2e-site.mjs';

const WEAK = fileURLToPath(new URL('../weak/', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../../packages/', import.meta.url));
const WORKER = join(PACKAGES, 'service-worker');

/** What each file in `weak/` takes the place of, below `packages/`. */
const REPLACED: Readonly<Record<string, string>> = {
  'attach-credential.ts': 'service-worker/src/attach/attach-credential.ts',
  'call-api.ts': 'service-worker/src/attach/call-api.ts',
  'clients.ts': 'service-worker/src/clients.ts',
  'decide.ts': 'service-worker/src/rules/decide.ts',
  'find-endpoint.ts': 'service-worker/src/capture/find-endpoint.ts',
  'find-keepers.ts': 'service-worker/src/keeper/find-keepers.ts',
  'json-from-clone.ts': 'service-worker/src/host/json-from-clone.ts',
  'load-oauth.ts': 'service-worker/src/flows/load-oauth.ts',
  'match-url.ts': 'protocol/lib/match-url.js',
  'public-state.ts': 'service-worker/src/vault/public-state.ts',
  'static-routes.ts': 'service-worker/src/static-routes.ts',
  'vault.ts': 'service-worker/src/vault/vault.ts',
  'withhold-stray.ts': 'service-worker/src/rules/withhold-stray.ts',
};

/** The wrapper that the addon's `bake.py` puts around the worker's code. */
const BAKED =
  /^(?<before>.*\n\(function \(AUTH_BRIDGE_CONFIG, AUTH_BRIDGE_BUILD, AUTH_BRIDGE_PYODIDE, AUTH_BRIDGE_OAUTH\) \{\n)(?<bundle>.*)(?<middle>\n\}\)\()(?<config>\{.*\})(?<after>, "[0-9a-f]{16}", null, "[^"]*"\);\n.*)$/s;

/** The built site's worker, as the addon would bake it for another auth.json. */
export async function realWorker(config: unknown): Promise<string> {
  return rebake(
    await readFile(join(WORKER, 'dist', 'bridge.oidc.typed.labarchives.host.strict.js'), 'utf8'),
    config,
  );
}

/** The same with weak modules in place of those that defend. */
export async function weakWorker(config: unknown): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(WORKER, 'src', 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
    define: { AUTH_BRIDGE_LEFT_OUT: '""' },
    plugins: [weaken((await readdir(WEAK)).filter((name) => name.endsWith('.ts')))],
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error('The weakened worker has no code.');
  return rebake(bundle.text, config);
}

async function rebake(bundle: string, config: unknown): Promise<string> {
  const worker = await readFile(join(SITE_ROOT, 'service-worker.js'), 'utf8');
  const { before, middle, after } = BAKED.exec(worker)?.groups ?? {};
  if (before === undefined || middle === undefined || after === undefined) {
    throw new Error('The built site has no worker that bake.py made.');
  }
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const baked = { format: CONFIG_FORMAT, config: parsed.config };
  const literal = JSON.stringify(baked).replaceAll('<', '\\u003c');
  return before + bundle + middle + literal + after;
}

/** Weak modules may import the ones that they replace. */
function weaken(names: readonly string[]): Plugin {
  const weak = new Map<string, string>();
  for (const name of names) {
    const replaced = REPLACED[name];
    if (replaced === undefined) throw new Error(`weak/${name} takes the place of nothing.`);
    weak.set(join(PACKAGES, replaced), join(WEAK, name));
  }
  return {
    name: 'weaken',
    setup(bundler) {
      bundler.onResolve(
        { filter: /^\./ },
        async ({ path, importer, resolveDir, kind, pluginData }) => {
          if (pluginData === 'asked' || importer.startsWith(WEAK)) return undefined;
          const found = await bundler.resolve(path, {
            resolveDir,
            importer,
            kind,
            pluginData: 'asked',
          });
          const other = weak.get(found.path);
          return other === undefined ? undefined : { path: other };
        },
      );
    },
  };
}
