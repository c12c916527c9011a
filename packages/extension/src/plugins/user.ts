import { IServerSettings, IUserManager, ServerConnection, UserManager } from '@jupyterlab/services';
import type { ServiceManagerPlugin, User } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { anonymousIdentity, currentIdentity } from '../ui/current-identity';
import { bridge } from '../start';

/** Takes the place of JupyterLite's own user manager, which knows nobody. */
export const user: ServiceManagerPlugin<User.IManager> = {
  id: 'jupyterlite-auth-bridge:user',
  description: "The signed-in user as JupyterLab's own user identity.",
  autoStart: true,
  provides: IUserManager,
  optional: [IServerSettings],
  activate: (_: null, settings: ServerConnection.ISettings | null) => {
    const serverSettings = settings ?? ServerConnection.makeSettings();
    const anonymous = anonymousIdentity(UUID.uuid4()); // one for as long as the page lives
    const get = () =>
      Promise.resolve({ identity: currentIdentity(bridge.state, anonymous), permissions: {} });
    const manager = new UserManager({ serverSettings, userApiClient: { serverSettings, get } });
    bridge.stateChanged.connect(() => void manager.refreshUser());
    return manager;
  },
};
