import type { TranslationBundle } from '@jupyterlab/translation';
import type { SignInState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { ownBase } from '../bridge/own-pages';
import { openApart } from './open-apart';
import { Waiting } from './waiting';
import { watchWindow } from './watch-window';

/** One click, no code to compare: the sign-in's page in a window of its own, or in place of this page. */
export function OpenWindow({
  label,
  method,
  url,
  trans,
  framed = false,
}: {
  readonly label: string;
  readonly method: SignInState['method'];
  readonly url: string;
  readonly trans: TranslationBundle;
  /** Whether JupyterLab itself is in a frame. */
  readonly framed?: boolean;
}): React.JSX.Element {
  const [opened, setOpened] = React.useState<'opened' | 'blocked' | 'apart' | undefined>();
  const opener = React.useRef<HTMLButtonElement>(null);
  const watching = React.useRef<() => void>(undefined);
  React.useEffect(() => {
    opener.current?.focus();
    return () => watching.current?.();
  }, []);
  const follow = (popup: Window) => {
    watching.current?.();
    watching.current = watchWindow(popup, ownBase(), () => {
      popup.close();
      setOpened('apart');
    });
  };
  const open = () => {
    if (method === 'redirect') {
      location.assign(url);
      return;
    }
    const popup = openApart(url);
    if (popup && framed && method === 'popup') follow(popup);
    setOpened(popup ? 'opened' : 'blocked');
  };
  return (
    <>
      {method === 'popup' && (
        <p>{trans.__('%1 asks you to sign in, in a window of its own.', label)}</p>
      )}
      {method === 'form' && (
        <p>
          {trans.__(
            'You type it into a separate window of this site. Notebooks and this page do not see it.',
          )}
        </p>
      )}
      {method === 'redirect' && (
        <p>{trans.__('This leaves the page: kernels that run now are stopped.')}</p>
      )}
      <button
        ref={opener}
        type="button"
        className="jp-AuthBridge-open jp-mod-styled jp-mod-accept"
        onClick={open}
      >
        {trans.__('Sign in with %1', label)}
      </button>
      {opened === 'opened' && (
        <Waiting>
          {trans.__('Go on in the window that has opened. Closed it? Click the button again.')}
        </Waiting>
      )}
      {opened === 'blocked' && (
        <p className="jp-AuthBridge-blocked" role="alert">
          {trans.__('The browser has blocked the window. Allow pop-ups for this site, or')}{' '}
          <a href={url} target="_blank" rel="noopener noreferrer">
            {trans.__('open it in a tab')}
          </a>
          .
        </p>
      )}
      {opened === 'apart' && (
        <p className="jp-AuthBridge-blocked" role="alert">
          {trans.__(
            'The browser keeps what is inside of another page apart from windows of its own, so this way to sign in does not work here.',
          )}{' '}
          <a href={location.href} target="_blank" rel="noopener noreferrer">
            {trans.__('Open the notebooks in a tab')}
          </a>{' '}
          {trans.__('of their own, and sign in there.')}
        </p>
      )}
    </>
  );
}
