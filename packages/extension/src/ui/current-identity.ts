import type { User } from '@jupyterlab/services';
import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';

/** The user of the first session that there is, in the order of `auth.json`. */
export function currentIdentity(state: BridgeState | undefined): User.IIdentity {
  const session = state?.providers.find(({ session }) => session)?.session;
  if (!session) {
    return {
      username: 'anonymous',
      name: 'Anonymous',
      display_name: 'Anonymous',
      initials: 'A',
      color: DEFAULT_COLOR,
    };
  }
  const { avatar_url, color, ...names } = session.user;
  return {
    ...names,
    color: color ?? DEFAULT_COLOR,
    ...(avatar_url !== undefined && { avatar_url }),
  };
}

const DEFAULT_COLOR = 'var(--jp-collaborator-color1)';
