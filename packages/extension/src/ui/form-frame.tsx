import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { isOwnPage, ownBase } from '../bridge/own-pages';
import { addressOf } from '../bridge/hidden-frame';
import { OpenWindow } from './open-window';

/**
 * The worker's form inside the dialog. Where JupyterLab itself is in a frame a
 * window may be in another storage partition, and its sign-in would not be this
 * page's; a frame in the frame is in the same one. Where the form does not let
 * itself be framed, it is offered in a window all the same.
 */
export function FormFrame({
  label,
  url,
  trans,
}: {
  readonly label: string;
  readonly url: string;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const frame = React.useRef<HTMLIFrameElement>(null);
  const entered = React.useRef(false);
  const [shown, setShown] = React.useState<'loading' | 'form' | 'refused'>('loading');
  const onLoad = () => {
    if (!frame.current || shown !== 'loading') return;
    const isForm = isOwnPage(addressOf(frame.current), ownBase(), 'form');
    setShown(isForm ? 'form' : 'refused');
    if (isForm) firstField(frame.current)?.focus();
  };
  // The dialog gives the focus to the frame, once, and that takes it from the field that has it.
  const onFocus = () => {
    if (!entered.current && frame.current) firstField(frame.current)?.focus();
    entered.current = true;
  };
  if (shown === 'refused') return <OpenWindow {...{ label, method: 'form', url, trans }} />;
  return (
    <iframe
      ref={frame}
      className="jp-AuthBridge-form"
      src={url}
      title={trans.__('Sign-in form of %1', label)}
      onLoad={onLoad}
      onFocus={onFocus}
    />
  );
}

function firstField({ contentDocument }: HTMLIFrameElement): HTMLElement | null {
  return contentDocument?.querySelector('input') ?? null;
}
