import type { TranslationBundle } from '@jupyterlab/translation';
import type { SessionState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { Avatar } from './avatar';
import { ClaimsTable } from './claims-table';
import { ExpiryBar } from './expiry-bar';
import { describeEnd, describeOrigin } from './describe-details';

/** Who is signed in, how, for how long and with what claims. Never a token. */
export function SessionDetails({
  session,
  now,
  trans,
}: {
  readonly session: SessionState;
  readonly now: number;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const { user, via, scopes, issuedAt, expiresAt, claims, tokenClaims } = session;
  return (
    <>
      <div className="jp-AuthBridge-user">
        <Avatar user={user} />
        <div>
          <div className="jp-AuthBridge-name">{user.name}</div>
          {user.username !== user.name && (
            <div className="jp-AuthBridge-username">{user.username}</div>
          )}
        </div>
      </div>
      <dl className="jp-AuthBridge-session">
        <dt>{trans.__('Signed in by')}</dt>
        <dd>{describeOrigin(via, trans)}</dd>
        <dt>{trans.__('Ends')}</dt>
        <dd>
          {describeEnd(session, now, trans)}
          {issuedAt !== undefined && expiresAt !== undefined && (
            <ExpiryBar issuedAt={issuedAt} expiresAt={expiresAt} now={now} trans={trans} />
          )}
        </dd>
        {scopes.length > 0 && (
          <>
            <dt>{trans.__('Scopes')}</dt>
            <dd>{scopes.join(', ')}</dd>
          </>
        )}
      </dl>
      {claims && (
        <ClaimsTable
          title={trans.__('Claims about you (verified)')}
          claims={claims}
          trans={trans}
        />
      )}
      {tokenClaims && (
        <ClaimsTable
          title={trans.__('Claims of the access token (as it says, not verified here)')}
          claims={tokenClaims}
          trans={trans}
        />
      )}
    </>
  );
}
