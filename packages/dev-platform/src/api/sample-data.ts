import { ADA, GRACE, LINUS, type TestAccount } from '../accounts.js';
import type { Collection, Entity } from './entity-store.js';

/** What each account finds on its first visit; names and ids tell whose it is. */
export function createSampleData(): Readonly<Record<Collection, readonly Entity[]>> {
  return {
    projects: [
      ...projects(ADA, ['Band gaps', 'Surface energies']),
      ...projects(LINUS, ['Ionic crystals']),
      ...projects(GRACE, ['Metals']),
    ],
    materials: [
      material(ADA, 'silicon', 'Silicon', 'Si', 'FCC', 3.867, 60, [
        ['Si', 0, 0, 0],
        ['Si', 0.25, 0.25, 0.25],
      ]),
      material(ADA, 'gallium-arsenide', 'Gallium arsenide', 'GaAs', 'FCC', 3.998, 60, [
        ['Ga', 0, 0, 0],
        ['As', 0.25, 0.25, 0.25],
      ]),
      material(ADA, 'germanium', 'Germanium', 'Ge', 'FCC', 4.001, 60, [
        ['Ge', 0, 0, 0],
        ['Ge', 0.25, 0.25, 0.25],
      ]),
      material(LINUS, 'sodium-chloride', 'Sodium chloride', 'NaCl', 'FCC', 3.988, 60, [
        ['Na', 0, 0, 0],
        ['Cl', 0.5, 0.5, 0.5],
      ]),
      material(LINUS, 'magnesium-oxide', 'Magnesium oxide', 'MgO', 'FCC', 2.978, 60, [
        ['Mg', 0, 0, 0],
        ['O', 0.5, 0.5, 0.5],
      ]),
      material(GRACE, 'copper', 'Copper', 'Cu', 'FCC', 2.556, 60, [['Cu', 0, 0, 0]]),
    ],
    jobs: [],
    workflows: [ADA, LINUS, GRACE].map((account) => ({
      _id: `workflow-${account.username}-total-energy`,
      name: 'Total energy',
      isDefault: true,
      owner: { _id: account.accountId },
      subworkflows: [],
      units: [],
    })),
  };
}

function projects(account: TestAccount, names: readonly string[]): readonly Entity[] {
  return ['Default', ...names].map((name, index) => ({
    _id: `project-${account.username}-${slug(name)}`,
    name: `${account.name}: ${name}`,
    slug: slug(name),
    isDefault: index === 0,
    owner: { _id: account.accountId },
  }));
}

type Atom = readonly [element: string, x: number, y: number, z: number];

/** @param length of the lattice vectors in angstrom; `angle` in degrees. */
function material(
  account: TestAccount,
  id: string,
  name: string,
  formula: string,
  type: string,
  length: number,
  angle: number,
  atoms: readonly Atom[],
): Entity {
  return {
    _id: `material-${account.username}-${id}`,
    name,
    formula,
    owner: { _id: account.accountId },
    tags: ['sample'],
    lattice: {
      type,
      a: length,
      b: length,
      c: length,
      alpha: angle,
      beta: angle,
      gamma: angle,
      units: { length: 'angstrom', angle: 'degree' },
    },
    basis: {
      units: 'crystal',
      elements: atoms.map(([value], index) => ({ id: index, value })),
      coordinates: atoms.map(([, x, y, z], index) => ({ id: index, value: [x, y, z] })),
    },
  };
}

function slug(name: string): string {
  return name.toLowerCase().replace(/\W+/g, '-');
}
