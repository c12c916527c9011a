import type { User } from '../options.js';
import type { Secrets } from './secrets.js';

/** What the user granted at one sign-in: all its tokens live and die with it. */
export interface Grant {
  readonly user: User;
  readonly scope: string;
  /** The thumbprint of the key that its tokens are bound to (RFC 9449 section 6). */
  readonly jkt?: string;
  revoked: boolean;
}

interface AccessToken {
  readonly grant: Grant;
  readonly jkt?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  ended: boolean;
}

interface RefreshToken {
  readonly grant: Grant;
  used: boolean;
}

/** What is known of an access token, in the words of RFC 7662 section 2.2. */
export interface TokenInfo {
  readonly active: boolean;
  readonly sub?: string;
  readonly scope?: string;
  /** Seconds since the epoch. */
  readonly exp?: number;
  readonly cnf?: { readonly jkt: string };
}

/** A live access token's grant, and the key it is bound to. */
export type LiveToken = Pick<AccessToken, 'grant' | 'jkt'>;

/** The access and refresh tokens. */
export class TokenStore {
  /** How often a refresh token was used that had served already. */
  replays = 0;
  private readonly access = new Map<string, AccessToken>();
  private readonly refresh = new Map<string, RefreshToken>();

  constructor(
    private readonly secrets: Secrets,
    private readonly now: () => number,
  ) {}

  addAccess(grant: Grant, seconds: number, jkt?: string): string {
    const token = this.secrets.make('access');
    const expiresAt = this.now() + seconds * 1000;
    this.access.set(token, { grant, expiresAt, ended: false, ...(jkt !== undefined && { jkt }) });
    return token;
  }

  addRefresh(grant: Grant): string {
    const token = this.secrets.make('refresh');
    this.refresh.set(token, { grant, used: false });
    return token;
  }

  live(token: string): LiveToken | undefined {
    const found = this.access.get(token);
    if (!found || found.ended || found.grant.revoked) return undefined;
    return found.expiresAt > this.now() ? found : undefined;
  }

  inspect(token: string): TokenInfo {
    const found = this.access.get(token);
    if (!found) return { active: false };
    const { grant, jkt, expiresAt } = found;
    return {
      active: this.live(token) !== undefined,
      sub: grant.user.sub,
      scope: grant.scope,
      exp: Math.floor(expiresAt / 1000),
      ...(jkt !== undefined && { cnf: { jkt } }),
    };
  }

  grantOf(refreshToken: string): Grant | undefined {
    return this.refresh.get(refreshToken)?.grant;
  }

  /**
   * The grant of a refresh token, which is spent with `rotate`. Undefined where
   * it is of no use: a replay of a spent one ends all tokens of its grant
   * (RFC 9700 section 4.14.2).
   */
  useRefresh(token: string, { rotate }: { readonly rotate: boolean }): Grant | undefined {
    const found = this.refresh.get(token);
    if (found?.used) {
      this.replays += 1;
      found.grant.revoked = true;
    }
    if (!found || found.grant.revoked) return undefined;
    found.used = rotate;
    return found.grant;
  }

  /** RFC 7009: a refresh token takes all of its grant with it. */
  revoke(token: string): void {
    const access = this.access.get(token);
    if (access) access.ended = true;
    const refresh = this.refresh.get(token);
    if (refresh) refresh.grant.revoked = true;
  }

  endAccessTokens(): void {
    for (const token of this.access.values()) token.ended = true;
  }

  revokeAll(): void {
    for (const { grant } of [...this.access.values(), ...this.refresh.values()]) {
      grant.revoked = true;
    }
  }
}
