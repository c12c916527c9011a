import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { Bridge } from '../../bridge/bridge';
import { FollowState } from '../follow-state';
import type { RunCommand } from '../run-command';
import { readCard, viewOf } from './card-data';

export interface CardContext {
  readonly bridge: Bridge;
  /** This load of the page: what ran in it is shown live. */
  readonly page: string;
  readonly trans: TranslationBundle;
  readonly run: RunCommand;
}

const Card = React.lazy(() => import('./card').then((all) => ({ default: all.Card })));

/** The session's card in a cell's output. It follows the bridge's state, and does nothing before a click. */
export class SessionCard extends ReactWidget implements IRenderMime.IRenderer {
  private data = readCard(undefined);

  constructor(
    private readonly context: CardContext,
    private readonly mimeType: string,
  ) {
    super();
    this.addClass('jp-AuthBridge-cardOutput');
    // Else a key that is pressed on one of its buttons is a command to the notebook.
    this.node.dataset.lmSuppressShortcuts = 'true';
  }

  renderModel({ data }: IRenderMime.IMimeModel): Promise<void> {
    this.data = readCard(data[this.mimeType]);
    this.update();
    return Promise.resolve();
  }

  protected override render(): React.JSX.Element {
    const { bridge, page, trans, run } = this.context;
    return (
      <React.Suspense fallback={<p>{trans.__('Loading…')}</p>}>
        <FollowState bridge={bridge}>
          {(state) => <Card view={viewOf(this.data, state, page)} trans={trans} run={run} />}
        </FollowState>
      </React.Suspense>
    );
  }
}
