import type { TranslationBundle } from '@jupyterlab/translation';
import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { hasEnded } from './describe-session';
import { SessionDetails } from './session-details';

/** One provider in the session dialog: who is signed in to it, and the way in or out. */
export function ProviderSection({
  provider,
  now,
  trans,
  inView,
  onChoose,
}: {
  readonly provider: ProviderState;
  readonly now: number;
  readonly trans: TranslationBundle;
  /** Whether the dialog opens here. */
  readonly inView: boolean;
  readonly onChoose: (action: 'sign-in' | 'sign-out') => void;
}): React.JSX.Element {
  const { label, session, status } = provider;
  const isGood = session !== undefined && !hasEnded(session, now);
  const heading = React.useId(); // the dialog and the sidebar may both be open
  const section = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    if (inView) section.current?.scrollIntoView({ block: 'nearest' });
  }, [inView]);
  return (
    // No landmark: a notebook may have many of the same name.
    <div ref={section} className="jp-AuthBridge-provider" role="group" aria-labelledby={heading}>
      <div className="jp-AuthBridge-providerHead">
        <h2 id={heading}>{label}</h2>
        <button
          type="button"
          className={`jp-mod-styled ${isGood ? 'jp-mod-reject' : 'jp-mod-accept'}`}
          onClick={() => onChoose(isGood ? 'sign-out' : 'sign-in')}
        >
          {isGood
            ? trans.__('Sign out')
            : status === 'signing-in'
              ? trans.__('Show sign-in')
              : trans.__('Sign in')}
        </button>
      </div>
      {session ? (
        <SessionDetails session={session} now={now} trans={trans} />
      ) : (
        <p>{describeWithout(provider, trans)}</p>
      )}
    </div>
  );
}

function describeWithout(
  { status, signIn, trouble }: ProviderState,
  trans: TranslationBundle,
): string {
  if (status !== 'signing-in') return trouble?.detail ?? trans.__('Not signed in.');
  return signIn?.userCode === undefined
    ? trans.__('Signing in…')
    : trans.__('Signing in: confirm the code %1.', signIn.userCode);
}
