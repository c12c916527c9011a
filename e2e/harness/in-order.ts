import { it } from 'vitest';

/**
 * Tests that go on from each other, in this order, by their titles. One that runs without those
 * before it (`-t`) does first what they do.
 */
export function inOrder(steps: Readonly<Record<string, () => Promise<void>>>): void {
  const all = Object.entries(steps);
  let next = 0;
  for (const [i, [title]] of all.entries()) {
    it(title, async () => {
      for (const [, step] of all.slice(next, i + 1)) {
        next += 1;
        await step();
      }
    });
  }
}
