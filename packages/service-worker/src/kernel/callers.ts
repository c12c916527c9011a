import type { Problem } from '../problem.js';
import { carriedBy } from '../vault/handles.js';
import type { Vault } from '../vault/vault.js';

/** The kernel that a request comes from: by its handle, else by a client that has shown one before. */
export function kernelOf(vault: Vault, headers: Headers, client: string): string | undefined {
  const carried = carriedBy(headers);
  const shown = carried.kind === 'handle' ? vault.kernelOfHandle(carried.handle) : undefined;
  if (shown !== undefined) vault.addClient(shown, client);
  return shown ?? vault.kernelOfClient(client);
}

/** The problem for a request that comes from a revoked kernel, as far as that is known at once. */
export function refuseRevoked(vault: Vault, headers: Headers, client: string): Problem | undefined {
  const kernels = [kernelOf(vault, headers, client), vault.kernelOfClient(client)];
  const isRevoked = kernels.some((id) => id !== undefined && vault.kernel(id)?.revoked);
  return isRevoked ? REVOKED : undefined;
}

/**
 * The same, and for a request that does not show whose it is while some kernel
 * is revoked: a nested worker of that kernel could have sent it.
 * @param isPage whether a client is a window of the site
 */
export async function refuseCaller(
  vault: Vault,
  headers: Headers,
  client: string,
  isPage: (client: string) => Promise<boolean>,
): Promise<Problem | undefined> {
  const refusal = refuseRevoked(vault, headers, client);
  if (refusal || !vault.hasRevoked) return refusal;
  const isKnown = kernelOf(vault, headers, client) !== undefined;
  if (isKnown || carriedBy(headers).kind === 'handle') return undefined;
  return client !== '' && (await isPage(client)) ? undefined : UNKNOWN_CALLER;
}

const REVOKED: Problem = {
  code: 'kernel-revoked',
  status: 403,
  detail:
    "This kernel's access was revoked in JupyterLab's sidebar. Restart the kernel to give it access again.",
};

const UNKNOWN_CALLER: Problem = {
  code: 'kernel-revoked',
  status: 403,
  detail:
    "A kernel's access was revoked in JupyterLab's sidebar, and this call does not show which kernel it comes from. Send it with the stand-in token in OIDC_ACCESS_TOKEN, or restart the revoked kernel.",
};
