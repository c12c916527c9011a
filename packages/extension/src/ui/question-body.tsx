import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { HeldCallState, QuestionState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { whatSessionAllows, whatWaits, whoAsks } from './question-words';

export interface QuestionProps {
  readonly question: QuestionState;
  /** Path of its kernel's notebook, or name of the console, where it is known. */
  readonly notebook: string | undefined;
  /** How many questions wait after it. */
  readonly later: number;
  /** Absolute URL of the site. */
  readonly site: string;
  readonly trans: TranslationBundle;
}

/** The dialog's content while calls wait for the user's word. */
export class QuestionBody extends ReactWidget {
  constructor(private props: QuestionProps) {
    super();
    this.addClass('jp-AuthBridge-question');
  }

  /** Goes on with what the question has become. */
  follow(props: QuestionProps): void {
    this.props = props;
    this.update();
  }

  protected override render(): React.JSX.Element {
    return <Question {...this.props} />;
  }
}

export function Question(props: QuestionProps): React.JSX.Element {
  const { question, notebook, later, site, trans } = props;
  const waits = whatWaits(question, later, trans);
  return (
    <>
      <p>
        <strong className="jp-AuthBridge-asker">{whoAsks(question, notebook, trans)}</strong>{' '}
        {trans.__('wants to send this with your sign-in to %1:', question.label)}
      </p>
      <ul className="jp-AuthBridge-calls" tabIndex={0} aria-label={trans.__('Calls that wait')}>
        {question.calls.map((call) => (
          <Call key={`${call.method} ${call.url}`} {...call} />
        ))}
      </ul>
      {waits !== '' && <p role="status">{waits}</p>}
      <p className="jp-AuthBridge-hint">{whatSessionAllows(question, site, trans)}</p>
    </>
  );
}

/** The host stands out: it says where the sign-in goes. */
function Call({ method, url, count }: HeldCallState): React.JSX.Element {
  const { origin } = new URL(url);
  return (
    <li>
      <span className="jp-AuthBridge-method">{method}</span>
      <span className="jp-AuthBridge-url">
        <b>{origin}</b>
        {url.slice(origin.length)}
      </span>
      {count > 1 && <span className="jp-AuthBridge-count">× {count}</span>}
    </li>
  );
}
