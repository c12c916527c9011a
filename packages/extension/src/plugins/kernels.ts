import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IKernelClient } from '@jupyterlite/services';
import { nameKernels } from '../kernels/name-kernels';
import { seedKernels } from '../kernels/seed-kernels';
import { bridge, hostSettled } from '../start';

/**
 * Its activation waits for the worker: no kernel runs outside of its control.
 * Without a worker the site opens all the same.
 */
export const kernels: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:kernels',
  description: 'Gives kernels their environment and their handles before the first cell.',
  autoStart: true,
  requires: [IKernelClient],
  activate: async ({ serviceManager }: JupyterFrontEnd, client: IKernelClient) => {
    seedKernels(client, bridge, hostSettled);
    nameKernels(serviceManager.sessions, bridge);
    await bridge.ready.catch(() => undefined);
  },
};
