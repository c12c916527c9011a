import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { sendWithCredential } from '../attach/attach-credential.js';
import type { Sender } from '../attach/attach-credential.js';
import type { Rule } from '../rules/compile-rules.js';
import { matchRule } from '../rules/decide.js';
import { missingRole } from '../rules/roles.js';
import type { Session } from '../vault/types.js';

const TIMEOUT_MS = 10_000;
const USER_PATH = '/api/v1/users/me';
const CLUSTERS_PATH = '/api/2018-10-01/other/clusters';

/** What the platform says of the account behind a session. */
export interface Mat3raAccount {
  readonly accountId?: string;
  readonly organizationId?: string;
  /** The account's display name. */
  readonly name?: string;
  readonly clusters?: readonly unknown[];
}

/**
 * Asks the platform for the account, with the session's own credential and
 * only where a rule allows that. Resolves to what could be had; never rejects.
 */
export async function mat3raAccount(
  session: Session,
  rules: readonly Rule[],
  sender: Sender,
): Promise<Mat3raAccount> {
  const [user, clusters] = await Promise.all(
    [USER_PATH, CLUSTERS_PATH].map((path) => getData(path, session, rules, sender)),
  );
  const accounts = list(at(user, 'accounts'));
  const wanted =
    session.credential.kind === 'header-pair'
      ? session.credential.accountId
      : text(at(user, 'user', 'entity', 'defaultAccountId'));
  const own = accounts.find((account) => at(account, 'entity', '_id') === wanted);
  const organizations = accounts.filter((account) =>
    ['organization', 'enterprise'].includes(String(at(account, 'entity', 'type'))),
  );
  const organization =
    organizations.find((account) => at(account, 'isDefault') === true) ?? organizations[0];
  const organizationId = text(at(organization, 'entity', '_id'));
  const name = text(at(own, 'entity', 'name'));
  return {
    ...(wanted !== undefined && { accountId: wanted }),
    ...(organizationId !== undefined && { organizationId }),
    ...(name !== undefined && { name }),
    ...(Array.isArray(clusters) && { clusters }),
  };
}

/** The environment that Mat3ra's packages read. */
export function mat3raEnvironment(account: Mat3raAccount): Record<string, string> {
  const { accountId, organizationId, clusters } = account;
  return {
    ...(accountId !== undefined && { ACCOUNT_ID: accountId }),
    ...(organizationId !== undefined && { ORGANIZATION_ID: organizationId }),
    ...(clusters && { CLUSTERS: JSON.stringify(clusters) }),
  };
}

async function getData(
  path: string,
  session: Session,
  rules: readonly Rule[],
  sender: Sender,
): Promise<unknown> {
  const target = rules
    .filter(({ provider }) => provider.id === session.provider)
    .map(({ prefix }) => new URL(path, prefix))
    .find((url) => {
      const call = { url, method: 'GET' };
      const rule = matchRule(rules, call);
      return (
        rule?.access === 'allow' &&
        rule.provider.id === session.provider &&
        !missingRole(rule, session, call)
      );
    });
  if (!target) return undefined;
  try {
    const request = new Request(target, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const response = await sendWithCredential(request, session.credential, sender);
    const body: unknown = response.ok ? await response.json() : undefined;
    return at(body, 'data');
  } catch {
    return undefined; // the values are a convenience: the packages ask for them themselves
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
