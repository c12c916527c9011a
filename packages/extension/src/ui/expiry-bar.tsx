import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { timeLeft } from './format-time';

/** From this share of the token's life on the bar warns. */
const SOON = 0.1;

/** How much of the token's life is left, as a bar that shrinks. */
export function ExpiryBar({
  issuedAt,
  expiresAt,
  now,
  trans,
}: {
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly now: number;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const share = Math.min(1, Math.max(0, (expiresAt - now) / Math.max(1, expiresAt - issuedAt)));
  const percent = Math.round(share * 100);
  return (
    <div
      className="jp-AuthBridge-expiry"
      role="meter"
      aria-label={trans.__('Time left of the access token')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={timeLeft(Math.max(0, expiresAt - now), trans)}
      data-soon={share <= SOON}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}
