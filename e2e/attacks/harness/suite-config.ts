import type { RecordingServer } from './recording-server.js';
import type { DevPlatform } from '@jupyterlite-auth-bridge/dev-platform';

/**
 * The auth.json that the attacks meet: what `evidence.ts` judges by.
 * @param hosts origins of pages that may hand over a credential
 */
export function suiteConfig(
  { origin: platform, issuer }: Pick<DevPlatform, 'origin' | 'issuer'>,
  { origin: friend }: RecordingServer,
  hosts: readonly string[],
): unknown {
  return {
    providers: {
      platform: {
        label: 'Platform',
        type: 'oidc',
        issuer,
        clientId: 'cli-device-client',
        scope: 'openid profile email',
        signIn: ['device'],
      },
      friend: { label: 'Friend', type: 'token', signIn: ['form'] },
      hosted: { label: 'Hosted', type: 'token', signIn: ['host'] },
    },
    apis: [
      { url: `${platform}/api/v1/admin/`, provider: 'platform', access: 'deny' },
      { url: `${platform}/api/v1/handles/`, provider: 'platform', attach: 'handle-only' },
      { url: `${platform}/api/v1/`, provider: 'platform', methods: ['GET', 'POST'] },
      { url: `${friend}/data/`, provider: 'friend', methods: ['GET'] },
      { url: `${friend}/hosted/`, provider: 'hosted', methods: ['GET'] },
    ],
    host: { origins: hosts, profile: 'mat3ra' },
  };
}
