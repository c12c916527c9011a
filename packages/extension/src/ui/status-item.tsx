import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { BridgeState, ProviderState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import type { Bridge } from '../bridge/bridge';
import { describeSession, hasEnded } from './describe-session';
import { FollowState } from './follow-state';
import { useNow } from './use-now';

interface Props {
  readonly bridge: Bridge;
  readonly trans: TranslationBundle;
  /** A click on a provider's words. */
  readonly onClick: (provider: string) => void;
}

/** The status bar's item: for each provider who is signed in and for how long, or how to sign in. */
export class StatusItem extends ReactWidget {
  constructor(private readonly props: Props) {
    super();
    this.addClass('jp-AuthBridge-status');
  }

  protected override render(): React.JSX.Element {
    const { bridge } = this.props;
    return (
      <FollowState bridge={bridge}>
        {(state) => <Items {...this.props} state={state} />}
      </FollowState>
    );
  }
}

function Items({
  state,
  trans,
  onClick,
}: Props & { state: BridgeState | undefined }): React.JSX.Element {
  const now = Math.max(useNow(), Date.now());
  const providers = state?.providers ?? [];
  return (
    <>
      {providers.map((provider) => (
        <button
          key={provider.id}
          type="button"
          className="jp-AuthBridge-statusButton"
          data-status={statusOf(provider, now)}
          title={provider.trouble?.detail ?? trans.__('%1: click for details', provider.label)}
          onClick={() => onClick(provider.id)}
        >
          <span className="jp-AuthBridge-dot" aria-hidden="true" />
          <span className="jp-AuthBridge-statusText">
            {describeSession(provider, now, trans, providers.length > 1)}
          </span>
        </button>
      ))}
    </>
  );
}

/** What the dot's colour says. */
function statusOf({ trouble, signIn, session, status }: ProviderState, now: number): string {
  const isOver = session !== undefined && hasEnded(session, now);
  return (trouble ?? signIn?.trouble) || isOver ? 'trouble' : status;
}
