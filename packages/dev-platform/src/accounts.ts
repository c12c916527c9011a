/** A person who can sign in at the dev platform. The password is no secret: it is printed by `npm start`. */
export interface TestAccount {
  /** `sub` of the ID token. */
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly username: string;
  /** The personal account: what `X-Account-Id` and `ACCOUNT_ID` hold. */
  readonly accountId: string;
  readonly organization?: { readonly id: string; readonly name: string };
  readonly clusters: readonly string[];
}

/** Signs in first where a test does not say who. */
export const ADA: TestAccount = {
  userId: 'user-ada',
  email: 'ada@example.org',
  password: 'ada-password',
  name: 'Ada Example',
  username: 'ada',
  accountId: 'account-ada',
  organization: { id: 'organization-analytics', name: 'Analytics Lab' },
  clusters: ['cluster-001.example.org', 'cluster-007.example.org'],
};

export const LINUS: TestAccount = {
  userId: 'user-linus',
  email: 'linus@example.org',
  password: 'linus-password',
  name: 'Linus Example',
  username: 'linus',
  accountId: 'account-linus',
  organization: { id: 'organization-kernels', name: 'Kernel Institute' },
  clusters: ['cluster-002.example.org'],
};

/** Has no organization: the host hands over an empty `organizationId`. */
export const GRACE: TestAccount = {
  userId: 'user-grace',
  email: 'grace@example.org',
  password: 'grace-password',
  name: 'Grace Example',
  username: 'grace',
  accountId: 'account-grace',
  clusters: ['cluster-001.example.org'],
};

export const TEST_ACCOUNTS: readonly TestAccount[] = [ADA, LINUS, GRACE];

export function findByUserId(userId: string | undefined): TestAccount | undefined {
  return TEST_ACCOUNTS.find((account) => account.userId === userId);
}

/** The account for an e-mail address (in any case) and its password; undefined when they do not fit. */
export function findByPassword(email: string, password: string): TestAccount | undefined {
  const wanted = email.trim().toLowerCase();
  return TEST_ACCOUNTS.find((account) => account.email === wanted && account.password === password);
}

/** Ids under which the account's data lie: its own and its organization's. */
export function ownerIds(account: TestAccount): readonly string[] {
  return account.organization ? [account.accountId, account.organization.id] : [account.accountId];
}
