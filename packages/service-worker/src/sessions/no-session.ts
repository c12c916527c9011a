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

/** Somebody is signed in, but the token has ended; its issuer is not asked again for `ms` milliseconds. */
export function unrenewable({ label }: SessionProvider, ms: number): Problem {
  const retryAfter = Math.max(1, Math.ceil(ms / 1000));
  return {
    code: 'issuer-unreachable',
    status: 503,
    detail: `The token for ${label} has expired and could not be renewed: its sign-in service is busy or unreachable. Check the connection and run the cell again in ${retryAfter} s.`,
    retryAfter,
  };
}
