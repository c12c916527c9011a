import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { bridge } from '../start';
import { showSession } from '../ui/session-dialog';
import { SignInDialogs } from '../ui/sign-in-dialogs';
import { tell } from '../ui/tell';
import { CommandIDs, providerArgument } from './commands';

/** The dialogs, and the commands to sign in, to sign out and to see the session. */
export const signIn: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:sign-in',
  description: 'Sign-in dialog and commands.',
  autoStart: true,
  optional: [ICommandPalette, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const dialogs = new SignInDialogs(bridge, trans);
    const find = (id: string | undefined): ProviderState | undefined => {
      const providers = bridge.state?.providers ?? [];
      return id === undefined ? providers[0] : providers.find((provider) => provider.id === id);
    };
    const label = (args: object) => find(providerArgument(args))?.label ?? '';
    const known = (args: object) => find(providerArgument(args)) !== undefined;

    commands.addCommand(CommandIDs.signIn, {
      label: (args) => trans.__('Sign in to %1', label(args)),
      isEnabled: (args) => known(args) && find(providerArgument(args))?.status !== 'signed-in',
      execute: async (args) => {
        const provider = find(providerArgument(args));
        if (provider?.status === 'signing-in') dialogs.reopen(provider);
        else if (provider) await send({ type: 'auth-bridge:sign-in', provider: provider.id });
      },
    });
    commands.addCommand(CommandIDs.signOut, {
      label: (args) => trans.__('Sign out of %1', label(args)),
      isEnabled: (args) => find(providerArgument(args))?.status === 'signed-in',
      execute: async (args) => {
        const provider = find(providerArgument(args));
        if (provider) await send({ type: 'auth-bridge:sign-out', provider: provider.id });
      },
    });
    commands.addCommand(CommandIDs.show, {
      label: (args) => trans.__('Show the session with %1', label(args)),
      isEnabled: known,
      execute: async (args) => {
        const provider = find(providerArgument(args));
        if (!provider) return;
        if (!provider.session) await commands.execute(CommandIDs.signIn, args);
        else if (await showSession(provider, provider.session, trans)) {
          await commands.execute(CommandIDs.signOut, args);
        }
      },
    });
    for (const command of Object.values(CommandIDs)) {
      palette?.addItem({ command, category: trans.__('Sign-in') });
    }
    bridge.stateChanged.connect(() => {
      for (const command of Object.values(CommandIDs)) commands.notifyCommandChanged(command);
    });
    bridge.ready.catch((error: unknown) => tell(error));
  },
};

async function send(request: {
  readonly type: 'auth-bridge:sign-in' | 'auth-bridge:sign-out';
  readonly provider: string;
}): Promise<void> {
  try {
    await bridge.request(request);
  } catch (error) {
    tell(error);
  }
}
