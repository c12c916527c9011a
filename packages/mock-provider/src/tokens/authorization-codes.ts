import type { User } from '../options.js';
import type { Secrets } from './secrets.js';
import type { Grant } from './token-store.js';

/** RFC 6749 section 4.1.2 asks for ten minutes at most. */
const LIFETIME_MS = 60_000;

export interface AuthorizationRequest {
  readonly user: User;
  readonly scope: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce?: string;
  /** `dpop_jkt`, RFC 9449 section 10. */
  readonly jkt?: string;
}

interface AuthorizationCode extends AuthorizationRequest {
  readonly expiresAt: number;
  /** What it was redeemed for. */
  grant?: Grant;
}

/** The codes of the authorization endpoint. */
export class AuthorizationCodes {
  private readonly codes = new Map<string, AuthorizationCode>();

  constructor(
    private readonly secrets: Secrets,
    private readonly now: () => number,
  ) {}

  add(request: AuthorizationRequest): string {
    const code = this.secrets.make('code');
    this.codes.set(code, { ...request, expiresAt: this.now() + LIFETIME_MS });
    return code;
  }

  request(code: string): AuthorizationRequest | undefined {
    return this.codes.get(code);
  }

  /** False where the code has served: what it served for is revoked then (RFC 6749 section 4.1.2). */
  redeem(code: string, grant: Grant): boolean {
    const found = this.codes.get(code);
    if (found?.grant) found.grant.revoked = true;
    if (!found || found.grant || found.expiresAt <= this.now()) return false;
    found.grant = grant;
    return true;
  }
}
