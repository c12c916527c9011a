import { randomBytes, randomInt } from 'node:crypto';
import { TEST_ACCOUNTS, type TestAccount } from '../accounts.js';

/** Life of the `auth_code` of a callback, which is good for one use. */
export const AUTH_CODE_MS = 5 * 60_000;
/** Life of a code that a user makes to type it in elsewhere, good for any number of uses. */
export const ONE_HOUR_MS = 60 * 60_000;

// Without letters and digits that look alike.
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

interface Issued {
  readonly account: TestAccount;
  /** ms since the epoch. */
  readonly expiresAt: number;
  readonly once: boolean;
}

/** The codes that stand for a user's password in `users/user_access_info`. */
export class Codes {
  readonly #issued = new Map<string, Issued>();

  constructor(private readonly now: () => number = Date.now) {}

  issueAuthCode(account: TestAccount): string {
    // Nothing in it is ever escaped: a search for it finds it in addresses too.
    return this.#issue(randomBytes(24).toString('base64url'), account, AUTH_CODE_MS, true);
  }

  issueOneHourCode(account: TestAccount): string {
    const code = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    return this.#issue(code, account, ONE_HOUR_MS, false);
  }

  /** Whose code it is, if it is live and was made for this e-mail address. */
  redeem(email: string, code: string): TestAccount | undefined {
    const issued = this.#issued.get(code);
    if (!issued || issued.expiresAt <= this.now()) return undefined;
    if (accountFor(email) !== issued.account) return undefined;
    if (issued.once) this.#issued.delete(code);
    return issued.account;
  }

  /** Ends every code made so far. */
  expireAll(): void {
    this.#issued.clear();
  }

  #issue(code: string, account: TestAccount, life: number, once: boolean): string {
    this.#issued.set(code, { account, expiresAt: this.now() + life, once });
    return code;
  }
}

/** The test account of an e-mail address, in any case. */
export function accountFor(email: string): TestAccount | undefined {
  const wanted = email.trim().toLowerCase();
  return TEST_ACCOUNTS.find((account) => account.email === wanted);
}
