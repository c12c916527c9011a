import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { bridge } from '../start';
import { isNarrow } from '../ui/is-narrow';
import { StatusItem } from '../ui/status-item';
import { CommandIDs } from './commands';

/** Who is signed in, in the status bar; the apps without one (repl, tree) go without. */
export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:status',
  description: 'Status-bar item with the user and the time left.',
  autoStart: true,
  optional: [IStatusBar, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    statusBar: IStatusBar | null,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const onClick = (provider: string) => void commands.execute(CommandIDs.show, { provider });
    statusBar?.registerStatusItem(status.id, {
      ...(isNarrow() ? { align: 'left', rank: -1 } : { align: 'right', rank: 1 }),
      // Without, JupyterLab hides it in a narrow window.
      priority: 1,
      item: new StatusItem({ bridge, trans, onClick }),
    });
  },
};
