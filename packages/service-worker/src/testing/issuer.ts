import { generateSigningKey, MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProviderOptions } from '@jupyterlite-auth-bridge/mock-provider';

export const CLIENT_ID = 'cli-device-client';
export const DISCOVERY = '/oidc/.well-known/openid-configuration';
export const DEVICE = '/oidc/device/auth';
export const TOKEN = '/oidc/token';
export const REVOKE = '/oidc/revoke';

/** One for all: making a key takes longer than most tests. */
const signingKey = generateSigningKey();

/** An OpenID provider that has no authorization endpoint until it is allowed to. */
export async function startIssuer(options: MockProviderOptions = {}): Promise<MockProvider> {
  return MockProvider.start({
    clientId: CLIENT_ID,
    authorization: false,
    signingKey: await signingKey,
    ...options,
  });
}
