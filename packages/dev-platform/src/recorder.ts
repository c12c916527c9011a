import type { RequestHandler } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { isRecord, stringAt } from './is-record.js';

/** One request that the API or the OpenID provider answered. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query, e.g. `/api/v1/users/me` or `/oidc/token`. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The form or JSON object sent. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly status: number;
  /** E-mail address of the account that the API took the caller for; absent where it refused. */
  readonly caller?: string;
}

export type SecretKind =
  | 'access-token'
  | 'refresh-token'
  | 'id-token'
  | 'device-code'
  | 'auth-token'
  | 'launch-code'
  | 'labarchives-code'
  | 'labarchives-password';

/** A credential that the platform gave out. */
export interface IssuedSecret {
  readonly kind: SecretKind;
  readonly value: string;
}

const KINDS: readonly (readonly [string, SecretKind])[] = [
  ['access_token', 'access-token'],
  ['refresh_token', 'refresh-token'],
  ['id_token', 'id-token'],
  ['device_code', 'device-code'],
];

/** What the platform received and what it gave out, for tests to assert on. */
export class Recorder {
  readonly received: ReceivedRequest[] = [];
  readonly secrets: IssuedSecret[] = [];

  /** Notes the credentials in an answer of the token or device authorization endpoint. */
  noteIssued(answer: unknown): void {
    for (const [member, kind] of KINDS) {
      const value = stringAt(answer, member);
      if (value !== undefined) this.secrets.push({ kind, value });
    }
  }
}

/** The path and the query of a request's target. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const { pathname, search } = new URL(target, 'http://localhost');
  return { path: pathname, query: search.slice(1) };
}

/** Records each request once it is answered. */
export function recordApi(recorder: Recorder): RequestHandler {
  return (request, response, next) => {
    response.on('finish', () => {
      const caller = stringAt(response.locals, 'caller');
      const body: unknown = request.body;
      recorder.received.push({
        method: request.method,
        ...splitTarget(request.originalUrl),
        headers: request.headers,
        ...(isRecord(body) && { body }),
        status: response.statusCode,
        ...(caller !== undefined && { caller }),
      });
    });
    next();
  };
}
