import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { bridge, hostRefused } from '../start';
import { tellHostVersions } from '../ui/tell-host-versions';
import { tellVersions } from '../ui/tell-versions';

/** Says when the site was updated while a page of it is open. */
export const updates: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:updates',
  description: 'Notices that page and service worker are of different versions.',
  autoStart: true,
  optional: [ITranslator],
  activate: ({ restored }: JupyterFrontEnd, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    // What is told before the application is there, JupyterLab does not show.
    void restored.then(() => {
      bridge.versionsChanged.connect((_, versions) => tellVersions(versions, trans));
      tellVersions(bridge.versions, trans);
      void hostRefused?.then((apart) => tellHostVersions(apart, trans));
    });
  },
};
