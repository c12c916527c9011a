import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { InteractiveMethod, SignInState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { DeviceCode } from './device-code';
import { FormFrame } from './form-frame';
import { offeredMethods } from './offered-methods';
import { OpenAgain } from './open-again';
import { OpenWindow } from './open-window';
import { Waiting } from './waiting';

export interface SignInProps {
  readonly label: string;
  readonly signIn: SignInState;
  readonly trans: TranslationBundle;
  /** Where the sign-in goes on, where that is not a page of the issuer's. */
  readonly url: string;
  /** Whether JupyterLab itself is in a frame. */
  readonly framed: boolean;
  /** The user would rather sign in this way. */
  readonly onMethod: (method: InteractiveMethod) => void;
}

/** The dialog's content while a sign-in is on its way: what the user has to do. */
export class SignInBody extends ReactWidget {
  constructor(private props: SignInProps) {
    super();
    this.addClass('jp-AuthBridge-signIn');
  }

  /** Goes on with a later state of the sign-in, or with the one that took its place. */
  follow(signIn: SignInState, url: string): void {
    this.props = { ...this.props, signIn, url };
    this.update();
  }

  protected override render(): React.JSX.Element {
    return <SignIn {...this.props} />;
  }
}

export function SignIn(props: SignInProps): React.JSX.Element {
  const { signIn, trans, framed, onMethod } = props;
  const words = {
    device: trans.__('Use a code instead'),
    popup: trans.__('Use a window instead'),
    redirect: trans.__('Leave this page to sign in instead'),
    form: trans.__('Type it in instead'),
  };
  return (
    <>
      <Step {...props} />
      {signIn.phase === 'pending' &&
        offeredMethods(signIn, framed).map((method) => (
          <button
            key={method}
            type="button"
            className="jp-AuthBridge-other"
            onClick={() => onMethod(method)}
          >
            {words[method]}
          </button>
        ))}
    </>
  );
}

function Step({ signIn, label, trans, url, framed }: SignInProps): React.JSX.Element {
  const { id, phase, method } = signIn;
  if (phase !== 'pending') {
    return (
      <Waiting>
        {method === 'device'
          ? trans.__('Asking %1 for a code…', label)
          : trans.__('Starting the sign-in…')}
      </Waiting>
    );
  }
  // By the id: another attempt starts with nothing opened, copied or counted.
  if (method === 'device') return <DeviceCode key={id} {...{ label, signIn, trans }} />;
  if (method === 'form' && framed) return <FormFrame key={id} {...{ label, url, trans }} />;
  if (method === 'host') return <OpenAgain key={id} {...{ label, url, trans }} />;
  return <OpenWindow key={id} {...{ label, method, url, trans, framed }} />;
}
