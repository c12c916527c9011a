import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { bridge, thisPage } from '../start';
import { SESSION_MIME } from '../ui/card/card-data';
import { SessionCard } from '../ui/card/session-card';
import type { RunCommand } from '../ui/run-command';

/** The card that `authenticate()` and `session()` show in notebooks. */
export const card: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:card',
  description: "Shows the session's card in outputs.",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const run: RunCommand = (command, args) => void commands.execute(command, args);
    rendermime.addFactory({
      // It shows nothing of an output, so that of a notebook nobody trusts can be shown.
      safe: true,
      mimeTypes: [SESSION_MIME],
      createRenderer: ({ mimeType }) =>
        new SessionCard({ bridge, page: thisPage, trans, run }, mimeType),
      defaultRank: 0,
    });
  },
};
