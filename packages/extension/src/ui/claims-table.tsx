import type { TranslationBundle } from '@jupyterlab/translation';
import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import { claimRows } from './claim-rows';

/** What a token says, closed until the user opens it. */
export function ClaimsTable({
  title,
  claims,
  trans,
}: {
  readonly title: string;
  readonly claims: JsonObject;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  return (
    <details className="jp-AuthBridge-claims">
      <summary>{title}</summary>
      <table>
        <thead className="jp-AuthBridge-unseen">
          <tr>
            <th scope="col">{trans.__('Claim')}</th>
            <th scope="col">{trans.__('Value')}</th>
          </tr>
        </thead>
        <tbody>
          {claimRows(claims).map(({ name, value, time }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {value}
                {time !== undefined && <span className="jp-AuthBridge-time">{time}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
