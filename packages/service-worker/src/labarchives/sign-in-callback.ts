import { BridgeError } from '@jupyterlite-auth-bridge/protocol';

/** What LabArchives hands over when the user has signed in. `code` is a credential. */
export interface SignInAnswer {
  readonly email: string;
  readonly code: string;
}

/**
 * Reads `email` and `auth_code` from the URL that LabArchives sent the browser to.
 * @throws BridgeError `sign-in-denied` where it says `error`, `issuer-refused` where it says neither
 */
export function readSignInCallback(url: URL): SignInAnswer {
  const { searchParams } = url;
  if (searchParams.has('error')) {
    throw new BridgeError(
      'sign-in-denied',
      'LabArchives did not grant the sign-in. Sign in again if you want to go on.',
    );
  }
  const email = searchParams.get('email') ?? '';
  const code = searchParams.get('auth_code') ?? '';
  if (email === '' || code === '') {
    throw new BridgeError(
      'issuer-refused',
      'LabArchives came back without an e-mail address and a code. Sign in again. If it keeps failing, tell the site owner.',
    );
  }
  return { email, code };
}
