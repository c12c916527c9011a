import { Dialog, Notification } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  BridgeState,
  PageRequest,
  ProviderState,
  SignInState,
} from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';
import { SignInBody } from './sign-in-body';
import { tell } from './tell';

/** Between a sign-in's end and its notification's (ms). */
const NOTICE_MS = 5_000;

/** Shows each sign-in in a dialog as it goes on, once: what the user closes stays closed. */
export class SignInDialogs {
  private readonly open = new Map<
    string,
    { readonly id: string; readonly body: SignInBody; readonly dialog: Dialog<unknown> }
  >();
  private readonly seen = new Set<string>();
  private signedIn = new Set<string>();

  constructor(
    private readonly bridge: Bridge,
    private readonly trans: TranslationBundle,
  ) {
    bridge.stateChanged.connect((_, state) => this.show(state));
    if (bridge.state) this.show(bridge.state);
  }

  /** Brings the dialog of a sign-in up again that the user has closed. */
  reopen(provider: ProviderState): void {
    if (provider.signIn) this.seen.delete(provider.signIn.id);
    this.showProvider(provider);
  }

  private show(state: BridgeState): void {
    for (const provider of state.providers) this.showProvider(provider);
    this.signedIn = new Set(state.providers.filter(({ session }) => session).map(({ id }) => id));
  }

  private showProvider(provider: ProviderState): void {
    const { id, signIn } = provider;
    const current = this.open.get(id);
    const live = signIn?.phase === 'starting' || signIn?.phase === 'pending';
    if (current && (!live || current.id !== signIn.id)) this.close(id);
    if (!signIn) {
      if (current && provider.session && !this.signedIn.has(id)) this.greet(provider);
      return;
    }
    const shown = this.open.get(id);
    if (shown) shown.body.follow(signIn);
    else if (live && !this.seen.has(signIn.id)) void this.follow(provider, signIn);
    else if (!live && !this.seen.has(`${signIn.id}:end`)) void this.explain(provider, signIn);
  }

  private async follow({ id, label }: ProviderState, signIn: SignInState): Promise<void> {
    this.seen.add(signIn.id);
    const { trans } = this;
    const onUseCode = () =>
      void this.send({ type: 'auth-bridge:sign-in', provider: id, method: 'device' });
    const startUrl = startUrlOf(id, signIn);
    const body = new SignInBody({ label, signIn, trans, startUrl, onUseCode });
    const dialog = new Dialog<unknown>({
      title: trans.__('Sign in to %1', label),
      body,
      buttons: [Dialog.cancelButton({ label: trans.__('Cancel sign-in') })],
      hasClose: true,
      focusNodeSelector: '.jp-AuthBridge-open',
    });
    dialog.addClass('jp-AuthBridge-dialog');
    this.open.set(id, { id: signIn.id, body, dialog });
    await dialog.launch();
    // Still there: the user closed it, not we.
    if (this.open.get(id)?.id !== signIn.id) return;
    this.open.delete(id);
    await this.send({ type: 'auth-bridge:cancel-sign-in', provider: id });
  }

  /** What goes wrong is told: nobody waits for the answer. */
  private async send(
    request: Extract<PageRequest, { type: 'auth-bridge:sign-in' | 'auth-bridge:cancel-sign-in' }>,
  ): Promise<void> {
    try {
      await this.bridge.request(request);
    } catch (error) {
      tell(error);
    }
  }

  private close(provider: string): void {
    const { dialog } = this.open.get(provider) ?? {};
    this.open.delete(provider);
    dialog?.reject();
  }

  private async explain({ id, label }: ProviderState, signIn: SignInState): Promise<void> {
    this.seen.add(`${signIn.id}:end`);
    const { trans } = this;
    const titles = {
      denied: trans.__('The sign-in to %1 was denied', label),
      expired: trans.__('The code for %1 has expired', label),
    };
    const dialog = new Dialog({
      title:
        signIn.phase === 'denied' || signIn.phase === 'expired'
          ? titles[signIn.phase]
          : trans.__('The sign-in to %1 failed', label),
      body: signIn.trouble?.detail ?? '',
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        Dialog.okButton({
          label: signIn.method === 'device' ? trans.__('Get a new code') : trans.__('Try again'),
        }),
      ],
    });
    dialog.addClass('jp-AuthBridge-dialog');
    const { button } = await dialog.launch();
    if (button.accept) await this.send({ type: 'auth-bridge:sign-in', provider: id });
  }

  private greet({ label, session }: ProviderState): void {
    const name = session?.user.name ?? '';
    Notification.success(this.trans.__('Signed in to %1 as %2.', label, name), {
      autoClose: NOTICE_MS,
    });
  }
}

/** Answered by the worker with a redirect to the issuer. */
function startUrlOf(provider: string, { id }: SignInState): string {
  const url = new URL(URLExt.join(PageConfig.getBaseUrl(), 'auth-bridge/start'), location.href);
  url.search = new URLSearchParams({ provider, 'sign-in': id, return: location.href }).toString();
  return url.href;
}
