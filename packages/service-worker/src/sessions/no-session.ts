import type { Trouble } from '@jupyterlite-auth-bridge/protocol';
import type { Problem } from '../problem.js';
import type { SessionProvider } from '../providers.js';

/** Nobody is signed in, for this reason. */
export function unauthorized({ code, detail }: Trouble): Problem {
  return { code, status: 401, detail };
}

/** Nobody is signed in; `hint` says what to do. */
export function required(label: string, hint: string): Problem {
  return { code: 'sign-in-required', status: 401, detail: `Not signed in to ${label}. ${hint}` };
}

/** Somebody is signed in, but the token has ended. */
export function unrenewable({ label }: SessionProvider): Problem {
  return {
    code: 'issuer-unreachable',
    status: 503,
    detail: `The token for ${label} has ended and its sign-in service gave no new one. Check the connection and run the cell again.`,
  };
}
