import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PanelLayout, Widget } from '@lumino/widgets';
import { hasAreas } from './has-areas';

/** Right of the spacer that JupyterLite's menu row has (900), before what it says of the kernel (10010). */
const RANK = 10_000;

/**
 * Puts the status item where an application has room for it whose status bar is hidden or
 * missing: in the menu's row, or, where there is none, in a bar of its own at the bottom.
 */
export function placeStatus(shell: JupyterFrontEnd.IShell, item: Widget): void {
  if (hasAreas(shell)) {
    item.addClass('jp-AuthBridge-inMenu');
    shell.add(item, 'menu', { rank: RANK });
  } else if (shell instanceof Widget && shell.layout instanceof PanelLayout) {
    item.addClass('jp-AuthBridge-bar');
    shell.addClass('jp-AuthBridge-withBar');
    shell.layout.addWidget(item);
    shell.update(); // tells what is above it that there is less room
  }
}
