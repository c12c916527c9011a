import React from 'react';
import { CommandIDs } from '../../plugins/commands';
import { FollowState } from '../follow-state';
import { Sessions } from '../session-dialog';
import type { PanelProps } from '../sidebar';
import '../../../style/panel.css';
import { ActivitySection } from './activity-section';
import { KernelsSection } from './kernels-section';

/** What the sidebar shows. */
export function Panel(props: PanelProps & { readonly visible: boolean }): React.JSX.Element {
  const { bridge, trans, run } = props;
  return (
    <FollowState bridge={bridge}>
      {(state) => (
        <div className="jp-AuthBridge-panel">
          {state?.providers.length === 0 && (
            <p>{trans.__('This site has nothing to sign in to.')}</p>
          )}
          <Sessions
            state={state}
            first={undefined}
            trans={trans}
            onChoose={({ provider, action }) =>
              run(action === 'sign-in' ? CommandIDs.signIn : CommandIDs.signOut, { provider })
            }
          />
          <KernelsSection bridge={bridge} kernels={state?.kernels ?? []} trans={trans} />
          <ActivitySection {...props} />
        </div>
      )}
    </FollowState>
  );
}
