import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { BridgeState, ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { ownBase } from '../bridge/own-pages';
import { followLinks } from '../link/link-token';
import { bridge } from '../start';
import { UserSettings } from '../settings/user-settings';
import { announceChanges } from '../ui/announce';
import { hasEnded } from '../ui/describe-session';
import { showHint } from '../ui/first-hint';
import { hasAreas } from '../ui/has-areas';
import { hintedProvider } from '../ui/hinted-provider';
import { remindOfEnds } from '../ui/reminders';
import { returnFocus } from '../ui/return-focus';
import { showSessions } from '../ui/session-dialog';
import { SignInDialogs } from '../ui/sign-in-dialogs';
import { tell } from '../ui/tell';
import { tellSignedOut } from '../ui/tell-signed-out';
import { CommandIDs, providerArgument } from './commands';

/**
 * A hint that has stood for this long (ms) has been seen. To save that at once would be
 * amid JupyterLite's start: localforage, where one of its stores is written to in the very
 * moment in which another is made, never answers again, for files neither.
 */
const SEEN_MS = 3_000;

/** The dialogs, and the commands to sign in, to sign out and to see the session. */
export const signIn: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlite-auth-bridge:sign-in',
  description: 'Sign-in dialog and commands.',
  autoStart: true,
  optional: [ICommandPalette, ISettingRegistry, ITranslator],
  activate: (
    { commands, restored, shell }: JupyterFrontEnd,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null,
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlite_auth_bridge');
    const settings = new UserSettings(registry, signIn.id);
    const dialogs = new SignInDialogs(bridge, trans, () => settings.current.prompt);
    announceChanges(bridge, trans);
    returnFocus();
    remindOfEnds(bridge, () => settings.current.reminderMs, trans);
    const find = (id: string | undefined): ProviderState | undefined => {
      const providers = bridge.state?.providers ?? [];
      return id === undefined ? providers[0] : providers.find((provider) => provider.id === id);
    };
    const label = (args: object) => find(providerArgument(args))?.label ?? '';
    const known = (args: object) => find(providerArgument(args)) !== undefined;

    commands.addCommand(CommandIDs.signIn, {
      label: (args) => trans.__('Sign in to %1', label(args)),
      isEnabled: (args) => isSignedOut(find(providerArgument(args))),
      execute: async (args) => {
        const provider = find(providerArgument(args));
        if (provider?.status === 'signing-in') dialogs.reopen(provider);
        else if (provider) await dialogs.signIn(provider.id);
      },
    });
    commands.addCommand(CommandIDs.signOut, {
      label: (args) => trans.__('Sign out of %1', label(args)),
      isEnabled: (args) => find(providerArgument(args))?.status === 'signed-in',
      execute: async (args) => {
        const provider = find(providerArgument(args));
        if (provider) await signOut(provider.id, trans);
      },
    });
    commands.addCommand(CommandIDs.show, {
      label: trans.__('Show who is signed in'),
      isEnabled: known,
      execute: async (args) => {
        const provider = providerArgument(args);
        const choice = needsNoDialog(bridge.state, provider)
          ? { action: 'sign-in', provider }
          : await showSessions(bridge, trans, provider);
        if (!choice) return;
        const command = choice.action === 'sign-in' ? CommandIDs.signIn : CommandIDs.signOut;
        await commands.execute(command, { provider: choice.provider });
      },
    });
    const category = trans.__('Sign-in');
    palette?.addItem({ command: CommandIDs.show, category });
    const addItems = (providers: readonly ProviderState[]) => {
      for (const { id } of providers) {
        for (const command of [CommandIDs.signIn, CommandIDs.signOut]) {
          palette?.addItem({ command, category, args: { provider: id } });
        }
      }
    };
    bridge.stateChanged.connect(() => {
      for (const command of [CommandIDs.signIn, CommandIDs.signOut, CommandIDs.show]) {
        commands.notifyCommandChanged(command);
      }
    });
    bridge.signedOut.connect((_, event) => tellSignedOut(event, trans, ownBase()));
    bridge.ready.then(
      ({ state }) => addItems(state.providers),
      // What is told before the application is there, JupyterLab does not show.
      (error: unknown) => void restored.then(() => tell(error, trans)),
    );
    followLinks(bridge, (error) => tell(error, trans));

    const hint = async () => {
      const [{ state }] = await Promise.all([bridge.ready, restored, settings.ready]);
      const provider = hintedProvider(bridge.state ?? state, window.top !== window.self);
      if (!settings.current.hint || !provider) return;
      const dismiss = showHint(provider, hasAreas(shell), trans, {
        signIn: () => void commands.execute(CommandIDs.signIn, { provider: provider.id }),
        panel: () => void commands.execute(CommandIDs.showPanel),
      });
      const onChange = () => {
        if (find(provider.id)?.status !== 'signed-in') return;
        bridge.stateChanged.disconnect(onChange);
        dismiss();
      };
      bridge.stateChanged.connect(onChange);
      setTimeout(() => void settings.setHintShown(), SEEN_MS);
    };
    hint().catch(() => undefined); // that there is no worker of the bridge is told above
  },
};

/** Nobody is signed in, or was and has to do it again. */
function isSignedOut(provider: ProviderState | undefined): boolean {
  if (!provider) return false;
  return !provider.session || hasEnded(provider.session, Date.now());
}

/** With one provider alone, or one that is named, and nobody signed in, there is one thing to do. */
function needsNoDialog(state: BridgeState | undefined, id: string | undefined): boolean {
  const providers = state?.providers ?? [];
  const meant = id === undefined ? providers : providers.filter((provider) => provider.id === id);
  return meant.length === 1 && meant[0]?.session === undefined;
}

async function signOut(provider: string, trans: TranslationBundle): Promise<void> {
  try {
    await bridge.request({ type: 'auth-bridge:sign-out', provider });
  } catch (error) {
    tell(error, trans);
  }
}
