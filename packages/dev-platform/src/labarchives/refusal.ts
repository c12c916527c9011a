import type { Response } from 'express';
import { element, sendXml } from './xml.js';

/** Why a call is refused: status, LabArchives' error code and its description. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly description: string;
}

export function unknownAccessKey(): Refusal {
  return { status: 400, code: 4506, description: 'Invalid akid' };
}

export function wrongCode(): Refusal {
  return { status: 400, code: 4514, description: 'Login or password incorrect' };
}

/** LabArchives' code for a signature out of its time is not published: taken to be that of a wrong one. */
export function wrongSignature(why: string): Refusal {
  return { status: 400, code: 4520, description: `Invalid signature: ${why}` };
}

export function sessionTimedOut(): Refusal {
  return { status: 401, code: 4533, description: 'Session timed out' };
}

/** Anything that has no code known to labapi. */
export function otherError(description: string, status = 400): Refusal {
  return { status, code: 4999, description };
}

/** Answers with LabArchives' error document. */
export function refuse(response: Response, { status, code, description }: Refusal): void {
  response.status(status);
  sendXml(
    response,
    element('error', [
      element('error-code', code, 'integer'),
      element('error-description', description),
    ]),
  );
}
