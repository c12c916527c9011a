import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { makeOwn } from './own-dialog';
import { LazyPanel } from './sidebar';
import type { PanelProps } from './sidebar';

/** What the sidebar has, where an application has no room for one. Resolves when it is closed. */
export async function showPanelDialog(props: PanelProps): Promise<void> {
  const { trans } = props;
  const dialog = new Dialog({
    title: trans.__('Sessions, kernels and activity'),
    body: ReactWidget.create(<LazyPanel {...props} visible={true} />),
    buttons: [Dialog.okButton({ label: trans.__('Close'), accept: false })],
    hasClose: true,
  });
  makeOwn(dialog);
  dialog.addClass('jp-AuthBridge-panelDialog');
  await dialog.launch();
}
