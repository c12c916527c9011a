import type { TranslationBundle } from '@jupyterlab/translation';
import type { SignInState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { CopyButton } from './copy-button';
import { Countdown } from './countdown';
import { QrCode } from './qr-code';
import { safeUrl } from './safe-url';
import { Waiting } from './waiting';

/** The code to confirm, large, and the ways to where that is done (RFC 8628 section 3.3). */
export function DeviceCode({
  label,
  signIn,
  trans,
}: {
  readonly label: string;
  readonly signIn: SignInState;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const { userCode = '', verificationUri, verificationUriComplete, expiresAt } = signIn;
  const complete = safeUrl(verificationUriComplete);
  const link = complete ?? safeUrl(verificationUri);
  const opener = React.useRef<HTMLAnchorElement>(null);
  // The dialog opens before there is a code, with the focus on its Cancel button.
  React.useEffect(() => opener.current?.focus(), []);
  return (
    <div className="jp-AuthBridge-device">
      <ol className="jp-AuthBridge-steps">
        <li>
          {link === undefined ? (
            trans.__("Open %1's sign-in page.", label)
          ) : (
            <a
              ref={opener}
              className="jp-AuthBridge-open jp-mod-styled jp-mod-accept"
              href={link}
              target="_blank"
              rel="noopener noreferrer"
            >
              {trans.__("Open %1's sign-in page", label)}
            </a>
          )}
        </li>
        <li>
          {complete === undefined
            ? trans.__('Enter this code there:')
            : trans.__('Check that it shows this code, and confirm:')}
          <div className="jp-AuthBridge-codeRow" style={lengthOf(userCode)}>
            <code className="jp-AuthBridge-code">{userCode}</code>
          </div>
          <CopyButton text={userCode} trans={trans} />
        </li>
      </ol>
      <div className="jp-AuthBridge-progress">
        <Waiting>
          {trans.__('Waiting for you to confirm.')}
          {expiresAt !== undefined && <Countdown until={expiresAt} trans={trans} />}
        </Waiting>
        {link !== undefined && (
          <p className="jp-AuthBridge-hint">
            {trans.__(
              'No tab opened? The browser may have blocked it: copy this address into a tab of your own.',
            )}{' '}
            <span className="jp-AuthBridge-address">{link}</span>
          </p>
        )}
      </div>
      {link !== undefined && <QrCode link={link} label={label} trans={trans} />}
    </div>
  );
}

/** The code is set as large as its length lets it. */
function lengthOf(code: string): React.CSSProperties {
  return { ['--jp-AuthBridge-length' as never]: Math.max(code.length, 6) };
}
