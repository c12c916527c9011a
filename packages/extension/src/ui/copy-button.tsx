import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { copyText } from './copy-text';

/** How long the outcome is shown (ms). */
const OUTCOME_MS = 4_000;

/** Copies a text by one click, and says whether it did. */
export function CopyButton({
  text,
  trans,
}: {
  readonly text: string;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const [copied, setCopied] = React.useState<boolean | undefined>();
  React.useEffect(() => {
    if (copied === undefined) return undefined;
    const timer = setTimeout(() => setCopied(undefined), OUTCOME_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const words =
    copied === undefined
      ? ''
      : copied
        ? trans.__('Copied')
        : trans.__('Select the code and copy it yourself.');
  return (
    <>
      <button
        type="button"
        className="jp-AuthBridge-copy jp-mod-styled jp-mod-reject"
        onClick={() => void copyText(text).then(setCopied)}
      >
        {trans.__('Copy code')}
      </button>
      <span className="jp-AuthBridge-outcome" role="status">
        {words}
      </span>
    </>
  );
}
