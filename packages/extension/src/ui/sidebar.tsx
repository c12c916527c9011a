import { lockIcon, ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { ActivityList } from '../activity/activity-list';
import type { Bridge } from '../bridge/bridge';
import type { RunCommand } from './run-command';

export interface PanelProps {
  readonly bridge: Bridge;
  readonly activity: ActivityList;
  readonly trans: TranslationBundle;
  readonly run: RunCommand;
}

const Panel = React.lazy(() => import('./panel/panel').then((all) => ({ default: all.Panel })));

/** What the sidebar has; it is loaded when it is first shown. */
export function LazyPanel(props: PanelProps & { readonly visible: boolean }): React.JSX.Element {
  return (
    <React.Suspense fallback={<p role="status">{props.trans.__('Loading…')}</p>}>
      <Panel {...props} />
    </React.Suspense>
  );
}

/** The sidebar's frame: who never opens it does not load what is in it. */
export class Sidebar extends ReactWidget {
  private wasShown = false;

  constructor(private readonly props: PanelProps) {
    super();
    const { trans } = props;
    this.id = 'jp-AuthBridge-sidebar';
    this.addClass('jp-AuthBridge-sidebar');
    this.title.icon = lockIcon;
    this.title.caption = trans.__('Sessions, kernels and activity');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.caption);
  }

  protected override onAfterShow(): void {
    this.wasShown = true;
    this.update();
  }

  protected override onAfterHide(): void {
    this.update();
  }

  protected override render(): React.JSX.Element {
    return this.wasShown ? <LazyPanel {...this.props} visible={this.isVisible} /> : <></>;
  }
}
