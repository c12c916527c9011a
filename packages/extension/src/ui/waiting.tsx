import React from 'react';

/** What the dialog waits for, read out when it changes. */
export function Waiting({ children }: React.PropsWithChildren): React.JSX.Element {
  return (
    <p className="jp-AuthBridge-waiting" role="status">
      <span className="jp-AuthBridge-spinner" aria-hidden="true" />
      <span className="jp-AuthBridge-waitingFor">{children}</span>
    </p>
  );
}
