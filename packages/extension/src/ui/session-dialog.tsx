import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ProviderState, SessionState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { timeLeft } from './describe-session';

/** Shows who is signed in; true when the user chose to sign out. */
export async function showSession(
  { label }: ProviderState,
  session: SessionState,
  trans: TranslationBundle,
): Promise<boolean> {
  const dialog = new Dialog({
    title: trans.__('Signed in to %1', label),
    body: ReactWidget.create(<Session session={session} trans={trans} />),
    buttons: [
      Dialog.warnButton({ label: trans.__('Sign out') }),
      Dialog.okButton({ label: trans.__('Close'), accept: false }),
    ],
    defaultButton: 1,
    hasClose: true,
  });
  dialog.addClass('jp-AuthBridge-dialog');
  const { button } = await dialog.launch();
  return button.accept && button.displayType === 'warn';
}

function Session({
  session,
  trans,
}: {
  session: SessionState;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { user, via, scopes, expiresAt, renewable } = session;
  const ways = {
    host: trans.__('the page that opened this site'),
    device: trans.__('a code confirmed in another tab'),
    popup: trans.__('a pop-up window'),
    redirect: trans.__('a redirect'),
  };
  return (
    <dl className="jp-AuthBridge-session">
      <dt>{trans.__('User')}</dt>
      <dd>{user.name === user.username ? user.name : `${user.name} (${user.username})`}</dd>
      <dt>{trans.__('Signed in by')}</dt>
      <dd>{ways[via]}</dd>
      {scopes.length > 0 && (
        <>
          <dt>{trans.__('Scopes')}</dt>
          <dd>{scopes.join(', ')}</dd>
        </>
      )}
      {expiresAt !== undefined && (
        <>
          <dt>{trans.__('Token ends in')}</dt>
          <dd>
            {timeLeft(expiresAt - Date.now(), trans)}
            {renewable && ` (${trans.__('renewed by itself')})`}
          </dd>
        </>
      )}
    </dl>
  );
}
