import type { User } from '@jupyterlab/services';
import { anonymousUser, spread } from '@jupyterlite-auth-bridge/protocol';
import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';

/**
 * The user of the first session that there is, in the order of `auth.json`;
 * `anonymous` where there is none.
 */
export function currentIdentity(
  state: BridgeState | undefined,
  anonymous: User.IIdentity,
): User.IIdentity {
  const session = state?.providers.find(({ session }) => session)?.session;
  if (!session) return anonymous;
  const { avatar_url, color, ...names } = session.user;
  return {
    ...names,
    color: color ?? collaboratorColor(names.username),
    ...(avatar_url !== undefined && { avatar_url }),
  };
}

/** A user of whom nothing is known, with a colour. */
export function anonymousIdentity(id: string): User.IIdentity {
  return { ...anonymousUser(id), color: collaboratorColor(id) };
}

/** One of the theme's colours for people: the same one for the same name. */
export function collaboratorColor(name: string): string {
  return `var(--jp-collaborator-color${(spread(name) % COLORS) + 1})`;
}

/** How many colours of that kind a theme has. */
const COLORS = 7;
