import type { Settings } from '../options.js';
import type { Paths } from '../paths.js';
import { DPOP_ALGORITHMS } from '../tokens/dpop-proofs.js';

/** The provider's metadata, OpenID Connect Discovery 1.0 section 3. */
export class Metadata {
  private authorization: boolean;
  private changes: Readonly<Record<string, unknown>>;

  constructor(
    private readonly settings: Settings,
    private readonly issuer: string,
    private readonly origin: string,
    private readonly paths: Paths,
  ) {
    this.authorization = settings.authorization ?? true;
    this.changes = settings.metadata ?? {};
  }

  allowAuthorization(): void {
    this.authorization = true;
  }

  change(changes: Readonly<Record<string, unknown>>): void {
    this.changes = { ...this.changes, ...changes };
  }

  read(): Record<string, unknown> {
    const { settings } = this;
    return {
      issuer: this.issuer,
      token_endpoint: this.url('token'),
      device_authorization_endpoint: this.url('device'),
      revocation_endpoint: this.url('revoke'),
      userinfo_endpoint: this.url('userinfo'),
      end_session_endpoint: this.url('endSession'),
      jwks_uri: this.url('jwks'),
      ...(this.authorization && this.ofAuthorization()),
      grant_types_supported: GRANTS,
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [settings.idTokenAlg],
      token_endpoint_auth_methods_supported: [
        settings.clientSecret === undefined ? 'none' : 'client_secret_post',
      ],
      ...(settings.dpop && { dpop_signing_alg_values_supported: DPOP_ALGORITHMS }),
      ...this.changes,
    };
  }

  private ofAuthorization(): Record<string, unknown> {
    return {
      authorization_endpoint: this.url('authorize'),
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment'],
      code_challenge_methods_supported: ['S256'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ...(this.settings.issParameter && { authorization_response_iss_parameter_supported: true }),
    };
  }

  private url(endpoint: keyof Paths): string {
    return this.origin + this.paths[endpoint];
  }
}

const GRANTS = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
];
