import type { bridgeState as real } from '../../../packages/service-worker/src/vault/public-state.js';
import { bridgeState as realState } from '../../../packages/service-worker/src/vault/public-state.js';

export * from '../../../packages/service-worker/src/vault/public-state.js';

/** Weak: the session with its credential, as the vault has it. */
export const bridgeState: typeof real = (vault, config, build, page) => {
  const state = realState(vault, config, build, page);
  const providers = state.providers.map((each) => ({ ...each, kept: vault.session(each.id) }));
  return { ...state, providers };
};
