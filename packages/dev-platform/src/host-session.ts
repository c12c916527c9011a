import type { TestAccount } from './accounts.js';
import { API_VERSION } from './api/create-api.js';
import type { Settings } from './options.js';

/** What the host hands to the notebooks, but for the materials. Every value of `environ` is a string. */
export interface HostSession {
  readonly apiConfig: {
    readonly accountId: string;
    readonly authToken: string;
    /** Empty for an account without one. */
    readonly organizationId: string;
    readonly clusters: readonly string[];
  };
  readonly environ: {
    readonly API_HOST: string;
    readonly API_PORT: string;
    readonly API_SECURE: string;
    readonly API_VERSION: string;
  };
}

export function hostSession(
  account: TestAccount,
  authToken: string,
  settings: Settings,
): HostSession {
  return {
    apiConfig: {
      accountId: account.accountId,
      authToken,
      organizationId: account.organization?.id ?? '',
      clusters: account.clusters,
    },
    environ: {
      API_HOST: 'localhost',
      API_PORT: new URL(settings.origin).port,
      API_SECURE: 'false',
      API_VERSION,
    },
  };
}
