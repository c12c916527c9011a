import { Router } from 'express';
import type { TestAccount } from '../accounts.js';
import type { Settings } from '../options.js';
import type { Recorder } from '../recorder.js';
import { createAccessKey, type AccessKey } from './access-key.js';
import { createApiRouter } from './api-router.js';
import { accountFor, Codes } from './codes.js';
import { NotebookStore } from './notebook-store.js';
import { createPageRouter } from './page-router.js';
import type { Refusal } from './refusal.js';
import { UserIds } from './user-ids.js';
import { verifyCall } from './verify-call.js';

/** The stand-in for LabArchives, for tests and for who runs the platform. */
export interface LabArchives extends AccessKey {
  /** Base of its API and sign-in page, without a slash at the end. */
  readonly url: string;
  /**
   * A code that a user types in, good for one hour.
   * @throws Error where there is no test account of this e-mail address
   */
  issueOneHourCode(email: string): string;
  /** Codes issued so far are refused from now on (4514). */
  expireCodes(): void;
  /** User ids are refused (4533) until their user signs in again. */
  endSessions(): void;
}

/** What the routers share. */
export interface LabArchivesParts {
  readonly settings: Settings;
  readonly recorder: Recorder;
  readonly codes: Codes;
  readonly userIds: UserIds;
  readonly store: NotebookStore;
  /** Why a call or a sign-in is refused for its signature. */
  verify(method: string, query: Readonly<Record<string, unknown>>): Refusal | undefined;
  /** A one-hour code, noted among the secrets given out. */
  issueCode(account: TestAccount): string;
}

/** The router is to be mounted under `/labarchives`. */
export function createLabArchives(
  settings: Settings,
  recorder: Recorder,
): { readonly router: Router; readonly labArchives: LabArchives } {
  const key = createAccessKey();
  const codes = new Codes();
  const userIds = new UserIds();
  const parts: LabArchivesParts = {
    settings,
    recorder,
    codes,
    userIds,
    store: new NotebookStore(),
    verify: (method, query) => {
      const refusal = verifyCall(key, method, query, Date.now());
      if (!refusal) noteOnce(recorder, key.accessPassword);
      return refusal;
    },
    issueCode: (account) => {
      const code = codes.issueOneHourCode(account);
      recorder.secrets.push({ kind: 'labarchives-code', value: code });
      return code;
    },
  };
  const router = Router();
  router.use('/api', createApiRouter(parts));
  router.use(createPageRouter(parts));
  return {
    router,
    labArchives: {
      ...key,
      url: `${settings.origin}/labarchives`,
      issueOneHourCode: (email) => {
        const account = accountFor(email);
        if (!account) throw new Error(`There is no test account ${email}.`);
        return parts.issueCode(account);
      },
      expireCodes: () => codes.expireAll(),
      endSessions: () => userIds.endAll(),
    },
  };
}

/** The password counts as given out from the first call that was signed with it. */
function noteOnce({ secrets }: Recorder, value: string): void {
  if (secrets.some((secret) => secret.value === value)) return;
  secrets.push({ kind: 'labarchives-password', value });
}
