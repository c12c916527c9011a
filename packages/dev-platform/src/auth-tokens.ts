import { randomBytes } from 'node:crypto';
import type { TestAccount } from './accounts.js';

/** Life of an auth token, in seconds. */
export const AUTH_TOKEN_SECONDS = 1800;

interface Issued {
  readonly account: TestAccount;
  /** In ms since the epoch. */
  readonly expiresAt: number;
}

/** The auth tokens that the host page got: each is bound to the account it was made for. */
export class AuthTokens {
  readonly #issued = new Map<string, Issued>();

  constructor(private readonly now: () => number = Date.now) {}

  /** A fresh random token. */
  issue(account: TestAccount): string {
    const token = randomBytes(24).toString('base64url');
    this.#issued.set(token, { account, expiresAt: this.now() + AUTH_TOKEN_SECONDS * 1000 });
    return token;
  }

  /** The account, if the token is live and was made for exactly this account id. */
  accountFor(accountId: string, token: string): TestAccount | undefined {
    const issued = this.#issued.get(token);
    if (!issued || issued.expiresAt <= this.now()) return undefined;
    return issued.account.accountId === accountId ? issued.account : undefined;
  }

  /** Ends every token issued so far. */
  revokeAll(): void {
    this.#issued.clear();
  }
}
