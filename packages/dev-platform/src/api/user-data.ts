import type { TestAccount } from '../accounts.js';

/** `data` of `/api/v1/users/me`, as the platform's Python client reads it. */
export function userData(account: TestAccount) {
  const { accountId, organization } = account;
  return {
    user: {
      entity: {
        _id: account.userId,
        username: account.username,
        name: account.name,
        email: account.email,
        defaultAccountId: accountId,
      },
    },
    accounts: [
      { entity: { _id: accountId, name: account.name, type: 'personal' }, isDefault: true },
      ...(organization
        ? [
            {
              entity: { _id: organization.id, name: organization.name, type: 'organization' },
              isDefault: false,
            },
          ]
        : []),
    ],
  };
}

/** `data` of `/api/2018-10-01/other/clusters`. */
export function clusterData(account: TestAccount) {
  return account.clusters.map((hostname) => ({
    hostname,
    fqdn: hostname,
    displayName: hostname.split('.')[0],
    queues: [
      { name: 'D', description: 'debug' },
      { name: 'OR', description: 'ordinary' },
    ],
  }));
}
