import type Provider from 'oidc-provider';
import type { TestAccount } from '../accounts.js';
import { stringAt } from '../is-record.js';
import { createGrant } from './grants.js';

type DeviceCode = InstanceType<Provider['DeviceCode']>;

/**
 * Confirms a pending user code, as the user does on the device page.
 * @throws Error where no sign-in waits for the code.
 */
export async function confirmDevice(
  provider: Provider,
  userCode: string,
  account: TestAccount,
): Promise<void> {
  const code = await findPending(provider, userCode);
  const scope = stringAt(code.params, 'scope') ?? 'openid';
  const clientId = code.clientId ?? '';
  const grant = await createGrant(provider, account.userId, clientId, new Set(scope.split(' ')));
  code.accountId = account.userId;
  code.authTime = Math.floor(Date.now() / 1000);
  code.grantId = grant.jti;
  code.scope = scope;
  await code.save();
}

/**
 * Refuses a pending user code: the token endpoint answers `access_denied`.
 * @throws Error where no sign-in waits for the code.
 */
export async function denyDevice(provider: Provider, userCode: string): Promise<void> {
  const code = await findPending(provider, userCode);
  code.error = 'access_denied';
  code.errorDescription = 'End-User aborted interaction';
  await code.save();
}

async function findPending(provider: Provider, userCode: string): Promise<DeviceCode> {
  const normalized = userCode.toUpperCase().replace(/\W/g, '');
  const code = await provider.DeviceCode.findByUserCode(normalized);
  if (!code || code.accountId !== undefined || code.error !== undefined) {
    throw new Error(`No sign-in waits for the code ${userCode}: start a new one.`);
  }
  return code;
}
