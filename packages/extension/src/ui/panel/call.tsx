import type { TranslationBundle } from '@jupyterlab/translation';
import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { isFailed } from '../../activity/find-calls';
import { describeAnswer, describeSource, withoutScheme } from './describe-call';

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** One call of the list. An entry never changes, so it is drawn once. */
export const Call = React.memo(function Call({
  entry,
  trans,
}: {
  readonly entry: ActivityEntry;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const { method, time, url, problem } = entry;
  return (
    <li className="jp-AuthBridge-call" data-failed={isFailed(entry)}>
      <div className="jp-AuthBridge-callHead">
        <span className="jp-AuthBridge-method">{method}</span>
        <span className="jp-AuthBridge-answer">{describeAnswer(entry, trans)}</span>
        <time className="jp-AuthBridge-meta" dateTime={new Date(time).toISOString()}>
          {TIME.format(time)}
        </time>
      </div>
      {problem !== undefined && <div className="jp-AuthBridge-problem">{problem}</div>}
      <div className="jp-AuthBridge-url">{withoutScheme(url)}</div>
      <div className="jp-AuthBridge-meta">{describeSource(entry, trans)}</div>
    </li>
  );
});
