import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { siteUrl } from '../bridge/own-pages';
import { bridge } from '../start';
import { QuestionDialogs } from '../ui/question-dialogs';

/** The dialogs that ask before calls of rules with `"access": "ask"`. */
export const questions: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:questions',
  description: 'Asks the user before calls that the rules want a yes for.',
  autoStart: true,
  optional: [ITranslator],
  activate: ({ serviceManager }: JupyterFrontEnd, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const findNotebooks = () => serviceManager.sessions.refreshRunning().catch(() => undefined);
    new QuestionDialogs({ bridge, site: siteUrl(), findNotebooks, trans });
  },
};
