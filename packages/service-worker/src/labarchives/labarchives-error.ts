import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { ErrorCode } from '@jupyterlite-auth-bridge/protocol';

const LONGEST_DESCRIPTION = 300;

interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
}

/** LabArchives' codes for failed authentication, as labapi knows them. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  4506: {
    code: 'issuer-refused',
    message:
      'LabArchives does not know the access key id (error 4506). Check it, or ask whoever gave it to you.',
  },
  4514: {
    code: 'sign-in-failed',
    message:
      'LabArchives did not accept the e-mail address with this code (error 4514): codes end after an hour. Get a new code and sign in again.',
  },
  4520: {
    code: 'issuer-refused',
    message:
      "LabArchives did not accept the signature (error 4520). Check the access key's password and this computer's clock, then sign in again.",
  },
  4533: {
    code: 'session-ended',
    message: 'The LabArchives session has timed out (error 4533). Sign in again.',
  },
};

/**
 * An error document of LabArchives. Its `message` is ours; `description` is
 * what LabArchives wrote, which may quote the request: not for the page.
 */
export class LabArchivesError extends BridgeError {
  readonly description: string;

  constructor(
    readonly errorCode: number,
    description: string,
  ) {
    const meaning = MEANINGS[errorCode];
    super(
      meaning?.code ?? 'issuer-refused',
      meaning?.message ??
        `LabArchives refused the call (error ${errorCode}). Try again. If it keeps failing, tell the site owner.`,
    );
    this.description = description.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DESCRIPTION);
  }
}

/** An answer that is not what LabArchives' API promises. */
export function unusableAnswer(reason: string, cause?: unknown): BridgeError {
  return new BridgeError(
    'issuer-refused',
    `LabArchives sent an unusable answer (${reason}). Try again. If it keeps failing, tell the site owner.`,
    { cause },
  );
}
