import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import type { Bridge } from '../bridge/bridge';
import { FollowState } from './follow-state';
import { ProviderSection } from './provider-section';
import { useNow } from './use-now';
import { makeOwn } from './own-dialog';

export interface SessionChoice {
  readonly provider: string;
  readonly action: 'sign-in' | 'sign-out';
}

/**
 * Shows who is signed in where, as it changes; what the user chose to do, if
 * anything.
 * @param first id of the provider that has the focus
 */
export async function showSessions(
  bridge: Bridge,
  trans: TranslationBundle,
  first: string | undefined,
): Promise<SessionChoice | undefined> {
  let choice: SessionChoice | undefined;
  const choose = (chosen: SessionChoice) => {
    choice = chosen;
    dialog.reject();
  };
  const body = ReactWidget.create(
    <FollowState bridge={bridge}>
      {(state) => <Sessions state={state} first={first} trans={trans} onChoose={choose} />}
    </FollowState>,
  );
  const dialog = new Dialog({
    title: trans.__('Sign-in'),
    body,
    buttons: [Dialog.okButton({ label: trans.__('Close'), accept: false })],
    hasClose: true,
  });
  makeOwn(dialog);
  await dialog.launch();
  return choice;
}

export function Sessions({
  state,
  first,
  trans,
  onChoose,
}: {
  readonly state: BridgeState | undefined;
  readonly first: string | undefined;
  readonly trans: TranslationBundle;
  readonly onChoose: (choice: SessionChoice) => void;
}): React.JSX.Element {
  const now = useNow();
  return (
    <>
      {(state?.providers ?? []).map((provider) => (
        <ProviderSection
          key={provider.id}
          provider={provider}
          now={now}
          trans={trans}
          inView={provider.id === first}
          onChoose={(action) => onChoose({ provider: provider.id, action })}
        />
      ))}
    </>
  );
}
