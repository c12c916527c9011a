import type { Kernel, VaultSnapshot } from '../vault/types.js';
import type { ConfigIdentity } from './config-identity.js';

/** A snapshot, and the configuration that it was taken under. */
export interface Saved {
  readonly identity: ConfigIdentity;
  readonly vault: VaultSnapshot;
}

export interface Here {
  readonly identity: ConfigIdentity;
  /** Ids of sessions and sign-ins that are over. */
  readonly ended: ReadonlySet<string>;
  readonly mintHandle: () => string;
}

/**
 * The part of a snapshot that is still true: not what belongs to a provider
 * that is gone or is another one now, nor a session that is over, whose handles
 * are dead. `isWhole` is false where kernels have to learn new values.
 */
export function fitSnapshot(
  { identity, vault }: Saved,
  here: Here,
): { readonly snapshot: VaultSnapshot; readonly isWhole: boolean } {
  const saved = new Map(identity.providers);
  const providers = here.identity.providers.map(([id]) => id);
  const same = new Set(
    here.identity.providers.filter(([id, text]) => saved.get(id) === text).map(([id]) => id),
  );
  const sameHost = identity.host === here.identity.host;
  const ended = new Set(
    vault.sessionIds.filter(([, id]) => here.ended.has(id)).map(([provider]) => provider),
  );
  const dropped = new Set(
    vault.sessions.filter(({ via }) => via === 'host' && !sameHost).map(({ provider }) => provider),
  );
  const isSame = (provider: string) => same.has(provider);
  const isKept = (provider: string) => isSame(provider) && !ended.has(provider);
  const isCurrent = (provider: string) => isKept(provider) && !dropped.has(provider);
  const kernels = vault.kernels.map((kernel) => withHandles(kernel, providers, isCurrent, here));
  const hasKernel = (id: string | undefined) =>
    id === undefined || kernels.some((kernel) => kernel.id === id && isInUse(kernel));
  return {
    snapshot: {
      sessions: vault.sessions.filter(({ provider }) => isCurrent(provider)),
      sessionIds: vault.sessionIds.filter(([provider]) => isCurrent(provider)),
      signIns: vault.signIns.filter(({ provider, id }) => isSame(provider) && !here.ended.has(id)),
      kernels: kernels.filter(isInUse),
      troubles: vault.troubles.filter(([provider]) => isSame(provider)),
      environment: vault.environment.filter(([provider]) => isCurrent(provider)),
      hosts: sameHost ? vault.hosts : [],
      hostKeys: vault.hostKeys,
      // A keeper that missed a session's end has not heard either that the user signed out.
      signedOut: [...new Set([...vault.signedOut, ...ended])].filter(isSame),
      metadata: vault.metadata.filter(([provider]) => isSame(provider)),
      approvals: vault.approvals.filter(
        ({ provider, kernel }) =>
          identity.apis === here.identity.apis && isCurrent(provider) && hasKernel(kernel),
      ),
      sealed: vault.sealed,
    },
    isWhole: sameHost && saved.size === same.size && providers.every(isCurrent),
  };
}

/** With a page, a kernel has a handle for each provider; the page pushes it. */
function withHandles(
  kernel: Kernel,
  providers: readonly string[],
  isCurrent: (provider: string) => boolean,
  { mintHandle }: Here,
): Kernel {
  const { page, handles, revoked = false } = kernel;
  if (revoked) return kernel;
  const all = providers.map((provider): [string, string | undefined] => {
    const old = isCurrent(provider) ? handles[provider] : undefined;
    return [provider, old ?? (page === undefined ? undefined : mintHandle())];
  });
  return { ...kernel, handles: Object.fromEntries(all.filter(isPair)) };
}

function isPair(pair: [string, string | undefined]): pair is [string, string] {
  return pair[1] !== undefined;
}

/** A client that is known by its handles alone is gone with them. */
function isInUse({ page, handles }: Kernel): boolean {
  return page !== undefined || Object.keys(handles).length > 0;
}
