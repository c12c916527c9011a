import { randomBytes } from 'node:crypto';
import type { TestAccount } from '../accounts.js';

/** The `uid` by which calls name the user: the same in all sessions, good once the user has signed in. */
export class UserIds {
  readonly #ids = new Map<TestAccount, string>();
  readonly #live = new Map<string, TestAccount>();

  /** The account's id, good from now on. */
  open(account: TestAccount): string {
    const id = this.#ids.get(account) ?? randomBytes(24).toString('base64');
    this.#ids.set(account, id);
    this.#live.set(id, account);
    return id;
  }

  accountOf(id: string): TestAccount | undefined {
    return this.#live.get(id);
  }

  /** No id is good until its user has signed in again. */
  endAll(): void {
    this.#live.clear();
  }
}
