import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import '../../../style/card.css';
import { CommandIDs } from '../../plugins/commands';
import { ProviderSection } from '../provider-section';
import type { RunCommand } from '../run-command';
import { useNow } from '../use-now';
import type { CardView } from './card-data';

/** The session's card: live, or what is left of one of an earlier run. */
export function Card({
  view,
  trans,
  run,
}: {
  readonly view: CardView;
  readonly trans: TranslationBundle;
  readonly run: RunCommand;
}): React.JSX.Element {
  const now = useNow();
  if (view.kind === 'earlier') {
    return (
      <div className="jp-AuthBridge-card">
        <div className="jp-AuthBridge-name">{view.label ?? trans.__('Sign-in')}</div>
        <p>{trans.__('From an earlier run. Run the cell again to see your session here.')}</p>
      </div>
    );
  }
  const { provider } = view;
  return (
    <div className="jp-AuthBridge-card" data-status={provider.status}>
      <ProviderSection
        provider={provider}
        now={now}
        trans={trans}
        inView={false}
        onChoose={(action) =>
          run(action === 'sign-in' ? CommandIDs.signIn : CommandIDs.signOut, {
            provider: provider.id,
          })
        }
      />
    </div>
  );
}
