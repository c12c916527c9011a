import type { User } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { collaboratorColor } from './current-identity';
import { safeUrl } from './safe-url';

/** The user's picture, or the initials where there is none or it does not load. */
export function Avatar({ user }: { readonly user: User }): React.JSX.Element {
  const [failed, setFailed] = React.useState(false);
  const picture = safeUrl(user.avatar_url);
  if (picture !== undefined && !failed) {
    return (
      <img
        className="jp-AuthBridge-avatar"
        src={picture}
        alt=""
        referrerPolicy="no-referrer"
        onError={() => setFailed(true)}
      />
    );
  }
  return (
    <span
      className="jp-AuthBridge-avatar"
      style={{ background: user.color ?? collaboratorColor(user.username) }}
      aria-hidden="true"
    >
      {user.initials}
    </span>
  );
}
