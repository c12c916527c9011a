import React from 'react';
import { findCalls } from '../../activity/find-calls';
import { CommandIDs, EXPORT_FORMATS } from '../../plugins/commands';
import type { PanelProps } from '../sidebar';
import { Call } from './call';
import { useActivity } from './use-activity';

/** How many calls are shown at first, and with each click more. */
const STEP = 200;

/** What notebooks called, newest first, as it happens. */
export function ActivitySection({
  activity,
  trans,
  run,
  visible,
}: PanelProps & { readonly visible: boolean }): React.JSX.Element {
  const heading = React.useId();
  const { entries, trouble } = useActivity(activity, visible);
  const [text, setText] = React.useState('');
  const [failedOnly, setFailedOnly] = React.useState(false);
  const [most, setMost] = React.useState(STEP);
  const found = React.useMemo(
    () => findCalls(entries, { text, failedOnly }),
    [entries, text, failedOnly],
  );
  const more = found.length - most;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{trans.__('Activity')}</h2>
      {trouble !== undefined && <p role="alert">{trouble}</p>}
      {entries.length === 0 ? (
        <p>
          {trans.__(
            "No calls yet. Calls of notebooks to this site's APIs appear here: the last 1,000, kept in memory alone.",
          )}
        </p>
      ) : (
        <>
          <div className="jp-AuthBridge-filter">
            <input
              type="search"
              className="jp-mod-styled"
              placeholder={trans.__('Filter')}
              aria-label={trans.__('Filter calls by text')}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
            <label>
              <input
                type="checkbox"
                checked={failedOnly}
                onChange={({ target }) => setFailedOnly(target.checked)}
              />
              {trans.__('Failed only')}
            </label>
            <span className="jp-AuthBridge-meta" role="status">
              {found.length === 0
                ? trans.__('No call matches.')
                : trans._n('%1 call', '%1 calls', found.length)}
            </span>
            <div className="jp-AuthBridge-export" role="group" aria-label={trans.__('Export')}>
              <span>{trans.__('Export all')}</span>
              {EXPORT_FORMATS.map((format) => (
                <button
                  key={format}
                  type="button"
                  className="jp-mod-styled jp-mod-reject"
                  aria-label={trans.__('Export all calls as %1', format.toUpperCase())}
                  onClick={() => run(CommandIDs.exportActivity, { format })}
                >
                  {format.toUpperCase()}
                </button>
              ))}
            </div>
          </div>
          <ul className="jp-AuthBridge-list" role="list">
            {found.slice(0, most).map((entry) => (
              <Call key={entry.id} entry={entry} trans={trans} />
            ))}
          </ul>
          {more > 0 && (
            <button
              type="button"
              className="jp-AuthBridge-more jp-mod-styled jp-mod-reject"
              onClick={() => setMost(most + STEP)}
            >
              {trans.__('Show %1 more', Math.min(STEP, more))}
            </button>
          )}
        </>
      )}
    </section>
  );
}
