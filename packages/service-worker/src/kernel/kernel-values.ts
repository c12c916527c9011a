import type { AuthConfig, JsonObject, KernelValues } from '@jupyterlite-auth-bridge/protocol';
import { hostDataFor } from '../host/host-data.js';
import type { Kernel } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';

/** What goes into a kernel, as design.md lists it. Every token in it is the kernel's own handle. */
export function kernelValues(
  kernel: Kernel,
  provider: string | undefined,
  context: { readonly vault: Vault; readonly config: AuthConfig; readonly endpoint: string },
): KernelValues {
  const { vault, config, endpoint } = context;
  const handle = provider === undefined ? undefined : kernel.handles[provider];
  if (provider === undefined || handle === undefined) return { env: config.kernel.env, endpoint };
  const hostData = kernel.page === undefined ? undefined : vault.hostData(kernel.page);
  const dataFromHost = hostData && hostDataFor(hostData, handle);
  return {
    env: {
      ...config.kernel.env,
      ...vault.environment(provider),
      ...(dataFromHost && hostEnvironment(dataFromHost, vault.session(provider)?.via === 'host')),
      OIDC_ACCESS_TOKEN: handle,
    },
    ...(dataFromHost && { dataFromHost }),
    handle,
    endpoint,
  };
}

function hostEnvironment(data: JsonObject, signedIn: boolean): Record<string, string> {
  const environ = Object.entries((data.environ ?? {}) as JsonObject).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const apiConfig = (data.apiConfig ?? {}) as JsonObject;
  const { accountId, authToken, organizationId, clusters } = apiConfig;
  return {
    ...Object.fromEntries(environ),
    ...(typeof accountId === 'string' && { ACCOUNT_ID: accountId }),
    ...(signedIn && typeof authToken === 'string' && { AUTH_TOKEN: authToken }),
    ...(typeof organizationId === 'string' && { ORGANIZATION_ID: organizationId }),
    ...(clusters !== undefined && { CLUSTERS: JSON.stringify(clusters) }),
  };
}
