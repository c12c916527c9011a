import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { safeUrl } from './safe-url';
import { Waiting } from './waiting';

/** The session came from a page that cannot be asked from here: the user opens the notebooks there once more. */
export function OpenAgain({
  label,
  url,
  trans,
}: {
  readonly label: string;
  /** Of the page that opens the notebooks; empty where that is not known. */
  readonly url: string;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const page = safeUrl(url);
  const opener = React.useRef<HTMLAnchorElement>(null);
  // The dialog opens before this is drawn, with the focus on its Cancel button.
  React.useEffect(() => opener.current?.focus(), []);
  return (
    <>
      <p>
        {trans.__(
          'Who you are comes from the page of %1 that opens these notebooks. Open them there again: what waits here then goes on.',
          label,
        )}
      </p>
      {page !== undefined && (
        <a
          ref={opener}
          className="jp-AuthBridge-open jp-mod-styled jp-mod-accept"
          href={page}
          target="_blank"
          rel="noopener noreferrer"
        >
          {trans.__('Go to %1', label)}
        </a>
      )}
      <Waiting>{trans.__('Waiting for the notebooks to be opened there.')}</Waiting>
    </>
  );
}
