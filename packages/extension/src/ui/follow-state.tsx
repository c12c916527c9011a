import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import type { Bridge } from '../bridge/bridge';

interface Props {
  readonly bridge: Bridge;
  readonly children: (state: BridgeState | undefined) => React.JSX.Element;
}

/**
 * Renders its child with the bridge's state, now and after each change. Unlike
 * UseSignal it misses none that comes between rendering and mounting, as the
 * end of a sign-in without the user does while JupyterLab starts.
 */
export function FollowState({ bridge, children }: Props): React.JSX.Element {
  const state = React.useSyncExternalStore(
    React.useCallback(
      (onChange: () => void) => {
        bridge.stateChanged.connect(onChange);
        return () => void bridge.stateChanged.disconnect(onChange);
      },
      [bridge],
    ),
    () => bridge.state,
  );
  return children(state);
}
