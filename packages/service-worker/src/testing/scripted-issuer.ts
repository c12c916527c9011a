/// <reference types="node" />
import { json, ScriptedServer, status } from './scripted-server.js';
import type { Answer } from './scripted-server.js';

export const CLIENT_ID = 'cli-device-client';
export const DISCOVERY = '/oidc/.well-known/openid-configuration';
export const DEVICE = '/oidc/device/auth';
export const TOKEN = '/oidc/token';
export const REVOKE = '/oidc/revoke';

/** An OpenID provider that does what its script says, the odd and the wrong included. */
export class ScriptedIssuer {
  /** Every token and device code that it gave away. */
  readonly secrets: string[] = [];
  readonly issuer: string;
  private count = 0;

  private constructor(readonly server: ScriptedServer) {
    this.issuer = `${server.origin}/oidc`;
    server.on(DISCOVERY, json(200, this.metadata()));
    server.on(DEVICE, this.code());
    server.on(TOKEN, refusal('authorization_pending'));
    server.on(REVOKE, status(200));
  }

  static async start(): Promise<ScriptedIssuer> {
    return new ScriptedIssuer(await ScriptedServer.start());
  }

  get polls(): number {
    return this.server.at(TOKEN).filter(({ form }) => form.has('device_code')).length;
  }

  get refreshes(): number {
    return this.server.at(TOKEN).filter(({ form }) => form.has('refresh_token')).length;
  }

  metadata(): Record<string, string> {
    return {
      issuer: this.issuer,
      token_endpoint: this.server.origin + TOKEN,
      device_authorization_endpoint: this.server.origin + DEVICE,
      revocation_endpoint: this.server.origin + REVOKE,
    };
  }

  /** From now on the issuer has an authorization endpoint, and names itself in its answers where asked to. */
  allowAuthorization(): void {
    const authorization_endpoint = `${this.server.origin}/authorize`;
    this.server.on(DISCOVERY, json(200, { ...this.metadata(), authorization_endpoint }));
  }

  /** A device authorization answer, RFC 8628 section 3.2; without `interval` unless one is given. */
  code(more: Record<string, unknown> = {}): Answer {
    return (response, received) =>
      json(200, {
        device_code: this.secret('device'),
        user_code: 'RTJW-LJDN',
        verification_uri: `${this.server.origin}/device`,
        expires_in: 600,
        ...more,
      })(response, received);
  }

  /** A token answer with new tokens each time. */
  tokens(more: Record<string, unknown> = {}, claims: Record<string, unknown> = {}): Answer {
    return (response, received) =>
      json(200, {
        access_token: this.secret('access'),
        refresh_token: this.secret('refresh'),
        id_token: this.idToken(claims),
        token_type: 'Bearer',
        expires_in: 1800,
        scope: 'openid profile',
        ...more,
      })(response, received);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private idToken(claims: Record<string, unknown>): string {
    const now = Math.floor(Date.now() / 1000);
    const parts = [
      { alg: 'RS256', typ: 'JWT' },
      {
        iss: this.issuer,
        aud: CLIENT_ID,
        sub: 'user-1',
        name: 'Grace Murray Hopper',
        iat: now,
        exp: now + 3600,
        ...claims,
      },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    return [...parts, this.secret('signature')].join('.');
  }

  private secret(kind: string): string {
    this.count += 1;
    const secret = `secret-${kind}-${this.count}`;
    this.secrets.push(secret);
    return secret;
  }
}

/** An error answer, RFC 6749 section 5.2. */
export function refusal(error: string, code = 400, headers: Record<string, string> = {}): Answer {
  return json(code, { error }, headers);
}
