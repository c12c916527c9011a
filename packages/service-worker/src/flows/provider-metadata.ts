import type { AuthorizationServer } from 'oauth4webapi';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import type { Runtime } from '../runtime.js';
import type { Metadata } from '../vault/types.js';

/** What was discovered is asked for anew after this time (ms). */
const FRESH_MS = 60 * 60_000;

/** Absolute URLs. */
export interface Endpoints {
  readonly token: string | undefined;
  readonly deviceAuthorization: string | undefined;
  readonly authorization: string | undefined;
  readonly endSession: string | undefined;
}

/** Where what is learned of a provider outlives a start of the worker: the vault. Nothing in it is secret. */
export interface MetadataStore {
  get(): Metadata | undefined;
  set(metadata: Metadata): void;
}

/** What one provider says of itself: OpenID Connect Discovery 1.0, or `endpoints` of `auth.json`. */
export class ProviderMetadata {
  private asking: Promise<AuthorizationServer> | undefined;

  constructor(
    private readonly provider: OidcProvider,
    readonly store: MetadataStore,
    private readonly runtime: Runtime,
    /** Asks the issuer. */
    private readonly discover: () => Promise<AuthorizationServer>,
  ) {}

  /** The endpoints as far as they are known without asking. */
  get known(): Endpoints | undefined {
    const server = this.provider.endpoints ? fromConfig(this.provider) : this.stored()?.server;
    return server && endpointsOf(server);
  }

  /** Asks once for all who ask at the same time; a failure is not kept. Rejects as `discover` does. */
  server(): Promise<AuthorizationServer> {
    if (this.provider.endpoints) return Promise.resolve(fromConfig(this.provider));
    const stored = this.stored();
    if (stored && this.runtime.now() - stored.at < FRESH_MS) return Promise.resolve(stored.server);
    this.asking ??= this.learn().finally(() => (this.asking = undefined));
    // What was learned an hour ago is better than nothing.
    return stored ? this.asking.catch(() => stored.server) : this.asking;
  }

  async endpoints(): Promise<Endpoints> {
    return endpointsOf(await this.server());
  }

  private async learn(): Promise<AuthorizationServer> {
    const server = await this.discover();
    this.store.set({ at: this.runtime.now(), server });
    return server;
  }

  private stored(): { at: number; server: AuthorizationServer } | undefined {
    const { at, server } = this.store.get() ?? {};
    if (typeof at !== 'number' || !isRecord(server)) return undefined;
    const { issuer } = server;
    // Of an auth.json before: another issuer's endpoints are not this one's.
    if (typeof issuer !== 'string' || issuer !== this.provider.issuer) return undefined;
    return { at, server: { ...server, issuer } };
  }
}

function fromConfig({ issuer, endpoints }: OidcProvider): AuthorizationServer {
  const { token = '', authorization, deviceAuthorization, revocation } = endpoints ?? {};
  const { userinfo, jwks, endSession } = endpoints ?? {};
  return {
    // Plain OAuth 2 has no issuer; oauth4webapi wants one, and nothing is compared with this.
    issuer: issuer ?? new URL(token).origin,
    token_endpoint: token,
    ...(authorization !== undefined && { authorization_endpoint: authorization }),
    ...(deviceAuthorization !== undefined && {
      device_authorization_endpoint: deviceAuthorization,
    }),
    ...(revocation !== undefined && { revocation_endpoint: revocation }),
    ...(userinfo !== undefined && { userinfo_endpoint: userinfo }),
    ...(jwks !== undefined && { jwks_uri: jwks }),
    ...(endSession !== undefined && { end_session_endpoint: endSession }),
  };
}

function endpointsOf(server: AuthorizationServer): Endpoints {
  return {
    token: server.token_endpoint,
    deviceAuthorization: server.device_authorization_endpoint,
    authorization: server.authorization_endpoint,
    endSession: server.end_session_endpoint,
  };
}
