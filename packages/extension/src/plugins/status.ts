import { ILabShell } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { bridge } from '../start';
import { isNarrow } from '../ui/is-narrow';
import { StatusItem } from '../ui/status-item';
import { placeStatus } from '../ui/status-place';
import { CommandIDs } from './commands';

/** Who is signed in: in JupyterLab's status bar, elsewhere where there is room. */
export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:status',
  description: 'Item with the user and the time left, in the status bar, the menu row or a bar.',
  autoStart: true,
  optional: [ILabShell, IStatusBar, ITranslator],
  activate: (
    { commands, shell }: JupyterFrontEnd,
    labShell: ILabShell | null,
    statusBar: IStatusBar | null,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const onClick = (provider: string) => void commands.execute(CommandIDs.show, { provider });
    const item = new StatusItem({ bridge, trans, onClick });
    if (!labShell) {
      // Without the bridge's worker there is nothing to say.
      bridge.ready.then(() => placeStatus(shell, item)).catch(() => item.dispose());
      return;
    }
    statusBar?.registerStatusItem(status.id, {
      ...(isNarrow() ? { align: 'left', rank: -1 } : { align: 'right', rank: 1 }),
      // Without, JupyterLab hides it in a narrow window.
      priority: 1,
      item,
    });
  },
};
