import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { clockOf } from './format-time';

const SECOND_MS = 1_000;
/** From here on (s) the end is announced to those who do not see it. */
const SOON = 60;

/** How long the code is good, to the second. */
export function Countdown({
  until,
  trans,
}: {
  readonly until: number;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const [now, setNow] = React.useState(Date.now());
  React.useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((until - now) / SECOND_MS));
  return (
    <>
      {/* Not read out each second: only that it ends soon. */}
      <span className="jp-AuthBridge-countdown" aria-hidden="true">
        {seconds > 0
          ? trans.__('The code ends in %1.', clockOf(seconds))
          : trans.__('The code has ended.')}
      </span>
      <span className="jp-AuthBridge-unseen" role="status">
        {seconds <= SOON && trans.__('The code ends in less than a minute.')}
      </span>
    </>
  );
}
