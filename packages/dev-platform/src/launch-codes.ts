import { randomBytes } from 'node:crypto';
import type { TestAccount } from './accounts.js';

/** Time from the code's making to its exchange, in seconds: a tab has to open in it. */
export const LAUNCH_CODE_SECONDS = 60;

interface Issued {
  readonly account: TestAccount;
  /** In ms since the epoch. */
  readonly expiresAt: number;
}

/** One-time codes that bring the user's session into a tab of the notebooks. */
export class LaunchCodes {
  readonly #issued = new Map<string, Issued>();

  constructor(private readonly now: () => number = Date.now) {}

  issue(account: TestAccount): string {
    const code = randomBytes(24).toString('base64url');
    this.#issued.set(code, { account, expiresAt: this.now() + LAUNCH_CODE_SECONDS * 1000 });
    return code;
  }

  /** The account that the code was made for; undefined for one that is unknown, used or too old. */
  redeem(code: string): TestAccount | undefined {
    const issued = this.#issued.get(code);
    this.#issued.delete(code);
    return issued && issued.expiresAt > this.now() ? issued.account : undefined;
  }
}
