import { expect, vi } from 'vitest';
import type { Vault } from '../vault/vault.js';

/** Resolves when `check` throws no more. */
export function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { interval: 2, timeout: 10_000 });
}

/** Resolves when the sign-in has a code that the user can confirm. */
export function codeShown(vault: Vault, provider = 'platform'): Promise<void> {
  return until(() => expect(vault.signIn(provider)?.phase).toBe('pending'));
}
