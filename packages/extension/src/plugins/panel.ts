import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ActivityList } from '../activity/activity-list';
import { bridge } from '../start';
import { hasAreas } from '../ui/has-areas';
import { isNarrow } from '../ui/is-narrow';
import { showPanelDialog } from '../ui/panel-dialog';
import type { RunCommand } from '../ui/run-command';
import { Sidebar } from '../ui/sidebar';
import { tell } from '../ui/tell';
import { CommandIDs, EXPORT_FORMATS } from './commands';

/** The sidebar with sessions, kernels and activity. Its content is loaded when it is first shown. */
export const panel: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:panel',
  description: 'Sidebar with the sessions, the kernels that have handles and what they called.',
  autoStart: true,
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    { commands, shell }: JupyterFrontEnd,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const activity = new ActivityList(bridge);
    const run: RunCommand = (command, args) => void commands.execute(command, args);
    const parts = { bridge, activity, trans, run };
    const sidebar = new Sidebar(parts);
    const area = isNarrow() ? 'left' : 'right';
    if (labShell) {
      shell.add(sidebar, area, { rank: 900 });
      restorer?.add(sidebar, sidebar.id);
    }
    commands.addCommand(CommandIDs.showPanel, {
      label: trans.__('Show sessions, kernels and activity'),
      execute: async () => {
        if (!hasAreas(shell)) {
          await showPanelDialog(parts);
          return;
        }
        // In the other applications it is there once it is asked for.
        if (!sidebar.isAttached) shell.add(sidebar, area, { rank: 900 });
        shell.activateById(sidebar.id);
      },
    });
    commands.addCommand(CommandIDs.exportActivity, {
      label: ({ format }) =>
        format === 'csv' ? trans.__('Export activity as CSV') : trans.__('Export activity as JSON'),
      execute: async (args) => {
        const format = EXPORT_FORMATS.find((each) => each === args.format) ?? 'json';
        try {
          const { download, exportActivity } = await import('../activity/export-activity');
          await activity.refresh();
          download(exportActivity(activity.entries, format, Date.now()));
        } catch (error) {
          tell(error, trans);
        }
      },
    });
    const category = trans.__('Sign-in');
    palette?.addItem({ command: CommandIDs.showPanel, category });
    for (const format of EXPORT_FORMATS) {
      palette?.addItem({ command: CommandIDs.exportActivity, category, args: { format } });
    }
  },
};
