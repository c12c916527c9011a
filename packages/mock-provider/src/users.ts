import type { User } from './options.js';

/** Who can sign in, who does next, and who is signed in in the provider's browser session. */
export class Users {
  /** Who signs in next. */
  chosen: User;
  /** Whose cookie the browser has; `prompt=none` succeeds for them. */
  signedIn: User | undefined;

  constructor(private readonly all: readonly [User, ...User[]]) {
    this.chosen = all[0];
  }

  /** The user with this `sub`, or the chosen one without; throws where there is none. */
  find(sub?: string): User {
    if (sub === undefined) return this.chosen;
    const user = this.all.find((each) => each.sub === sub);
    if (!user) throw new Error(`There is no user "${sub}": name them in the option "users".`);
    return user;
  }
}
