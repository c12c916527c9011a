import { BaseSequencer } from 'vitest/node';

/** Files that take the longest, longest first; the rest follows in the order of its names. */
const LONGEST = [
  'pictures/pictures',
  'engines/standalone',
  'engines/sign-ins',
  'engines/own-flows',
  'engines/providers',
  'flows/embedding',
  'engines/survival',
  'attacks/attacks',
  'flows/standalone',
  'flows/updates',
  'engines/callbacks',
  'flows/sealed',
  'engines/platform',
];

/** Starts the longest files first, so that no process waits for one of them in the end. */
export class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  sort(files) {
    const rank = (/** @type {string} */ path) => {
      const index = LONGEST.findIndex((name) => path.endsWith(`e2e/${name}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return Promise.resolve(
      files.toSorted(
        (a, b) => rank(a.moduleId) - rank(b.moduleId) || a.moduleId.localeCompare(b.moduleId),
      ),
    );
  }
}
