import type { InteractiveMethod, SignInState } from '@jupyterlite-auth-bridge/protocol';

/**
 * The other ways that can work here. In a frame a window may be in another
 * storage partition, and issuers do not let themselves be framed.
 */
export function offeredMethods(
  { others }: SignInState,
  framed: boolean,
): readonly InteractiveMethod[] {
  return others.filter((method) => !framed || (method !== 'popup' && method !== 'redirect'));
}
