import { describe, expect, it } from 'vitest';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { Vault } from './vault.js';
import { waitForChange } from './wait-for-change.js';

function setUp() {
  const [vault, runtime] = [new Vault('b'), new FakeRuntime()];
  const present = () => (vault.hasHost ? 'yes' : undefined);
  return { vault, runtime, wait: (ms: number) => waitForChange(vault, runtime, ms, present) };
}

describe('waitForChange', () => {
  it('resolves at once with what is there, or when there is no time', async () => {
    const { vault, wait } = setUp();
    expect(await wait(0)).toBeUndefined();
    expect(await wait(-1)).toBeUndefined();
    vault.setHostPresent('p', true);
    expect(await wait(1_000)).toBe('yes');
  });

  it('resolves with the change, and listens no longer', async () => {
    const { vault, wait } = setUp();
    const waiting = wait(1_000);
    vault.setHostPresent('p', true);
    vault.setHostPresent('p', false);
    expect(await waiting).toBe('yes');
  });

  it('resolves with nothing when the time is over', async () => {
    const { vault, runtime, wait } = setUp();
    const waiting = wait(1_000);
    await runtime.advance(1_000);
    vault.setHostPresent('p', true);
    expect(await waiting).toBeUndefined();
  });
});
