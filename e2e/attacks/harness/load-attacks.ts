import { readdirSync } from 'node:fs';
import type { Attack } from './attack.js';

const FOLDER = new URL('../', import.meta.url);

/** Every attack in `e2e/attacks`, by the name of its file; those that come last at the end. */
export async function loadAttacks(): Promise<readonly (readonly [string, Attack])[]> {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3));
  const attacks = await Promise.all(
    names.map(async (name) => {
      const { attack } = (await import(`../${name}.ts`)) as { readonly attack: Attack };
      return [name, attack] as const;
    }),
  );
  return attacks.sort(([, a], [, b]) => Number(a.last ?? false) - Number(b.last ?? false));
}
