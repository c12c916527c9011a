import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IKernelClient } from '@jupyterlite/services';
import { nameKernels } from '../kernels/name-kernels';
import { seedKernels } from '../kernels/seed-kernels';
import { bridge, hostSettled, thisPage } from '../start';
import { tellUnsealed } from '../ui/tell-unsealed';

/**
 * Its activation waits for the worker: no kernel runs outside of its control.
 * Without a worker the site opens all the same.
 */
export const kernels: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:kernels',
  description: 'Gives kernels their environment and their handles before the first cell.',
  autoStart: true,
  requires: [IKernelClient],
  optional: [ITranslator],
  activate: async (
    { restored, serviceManager }: JupyterFrontEnd,
    client: IKernelClient,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    // What is told before the application is there, JupyterLab does not show.
    const onUnsealed = () => void restored.then(() => tellUnsealed(trans));
    seedKernels(client, bridge, { page: thisPage, beforeSeeding: hostSettled, onUnsealed });
    nameKernels(serviceManager.sessions, bridge);
    await bridge.ready.catch(() => undefined);
  },
};
