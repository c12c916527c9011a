import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { SignInState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { safeUrl } from './safe-url';

const COPIED_MS = 2_000;
const SECOND_MS = 1_000;

interface Props {
  readonly label: string;
  readonly signIn: SignInState;
  readonly trans: TranslationBundle;
  /** URL that begins an authorization in a window of its own. */
  readonly startUrl: string;
  /** The user would rather sign in by a code. */
  readonly onUseCode: () => void;
}

/** The dialog's content while a sign-in is on its way: the code, and where to confirm it. */
export class SignInBody extends ReactWidget {
  constructor(private props: Props) {
    super();
    this.addClass('jp-AuthBridge-signIn');
  }

  follow(signIn: SignInState): void {
    this.props = { ...this.props, signIn };
    this.update();
  }

  protected override render(): React.JSX.Element {
    const { signIn, label, trans } = this.props;
    if (signIn.phase !== 'pending') {
      return <p role="status">{trans.__('Asking %1 for a code…', label)}</p>;
    }
    return signIn.method === 'device' ? <Code {...this.props} /> : <OpenWindow {...this.props} />;
  }
}

function Code({ label, signIn, trans }: Props): React.JSX.Element {
  const { userCode = '', verificationUri, verificationUriComplete, expiresAt } = signIn;
  const link = safeUrl(verificationUriComplete) ?? safeUrl(verificationUri);
  const opener = React.useRef<HTMLAnchorElement>(null);
  // The dialog opens before there is a code, with the focus on its Cancel button.
  React.useEffect(() => opener.current?.focus(), []);
  return (
    <>
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
          {trans.__('Check that it shows this code, and confirm:')}
          <div className="jp-AuthBridge-codeRow">
            <code className="jp-AuthBridge-code">{userCode}</code>
            <CopyButton text={userCode} trans={trans} />
          </div>
        </li>
      </ol>
      <p className="jp-AuthBridge-waiting" role="status">
        <span className="jp-AuthBridge-spinner" aria-hidden="true" />
        {trans.__('Waiting for you to confirm.')}
        {expiresAt !== undefined && <Countdown until={expiresAt} trans={trans} />}
      </p>
      {link !== undefined && (
        <p className="jp-AuthBridge-hint">
          {trans.__('No tab opened? Copy this address into one:')}{' '}
          <span className="jp-AuthBridge-address">{link}</span>
        </p>
      )}
    </>
  );
}

/** One click, no code to compare: the issuer's page in a window of its own, or in place of this page. */
function OpenWindow({ label, signIn, trans, startUrl, onUseCode }: Props): React.JSX.Element {
  const [opened, setOpened] = React.useState<'opened' | 'blocked' | undefined>();
  const opener = React.useRef<HTMLButtonElement>(null);
  React.useEffect(() => opener.current?.focus(), []);
  const open = () => {
    if (signIn.method === 'redirect') {
      location.assign(startUrl);
      return;
    }
    const popup = window.open('about:blank', '_blank', 'popup,width=520,height=720');
    setOpened(popup ? 'opened' : 'blocked');
    if (!popup) return;
    popup.opener = null; // the issuer's page has no business with this one
    popup.location.href = startUrl;
  };
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="jp-AuthBridge-open jp-mod-styled jp-mod-accept"
        onClick={open}
      >
        {trans.__('Sign in with %1', label)}
      </button>
      {signIn.method === 'redirect' && (
        <p>{trans.__('This leaves the page: kernels that run now are stopped.')}</p>
      )}
      <p className="jp-AuthBridge-waiting" role="status">
        {opened === 'opened' && (
          <>
            <span className="jp-AuthBridge-spinner" aria-hidden="true" />
            {trans.__('Go on in the window that has opened.')}
          </>
        )}
        {opened === 'blocked' && (
          <span>
            {trans.__('The browser has blocked the window.')}{' '}
            <a href={startUrl} target="_blank" rel="noopener noreferrer">
              {trans.__('Open it in a tab')}
            </a>
          </span>
        )}
      </p>
      {signIn.others.includes('device') && (
        <button type="button" className="jp-AuthBridge-other" onClick={onUseCode}>
          {trans.__('Use a code instead')}
        </button>
      )}
    </>
  );
}

function CopyButton({
  text,
  trans,
}: {
  text: string;
  trans: TranslationBundle;
}): React.JSX.Element {
  const [outcome, setOutcome] = React.useState<'copied' | 'failed' | undefined>();
  React.useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), COPIED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  const words = {
    copied: trans.__('Copied'),
    failed: trans.__('Select the code and copy it'),
  };
  return (
    <button type="button" className="jp-AuthBridge-copy jp-mod-styled" onClick={copy}>
      <span role="status">{outcome ? words[outcome] : trans.__('Copy code')}</span>
    </button>
  );
}

function Countdown({
  until,
  trans,
}: {
  until: number;
  trans: TranslationBundle;
}): React.JSX.Element {
  const [now, setNow] = React.useState(Date.now());
  React.useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((until - now) / SECOND_MS));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  // Not read out each second: aria-live of the line around it would do that.
  return (
    <span className="jp-AuthBridge-countdown" aria-hidden="true">
      {trans.__('The code ends in %1.', clock)}
    </span>
  );
}
