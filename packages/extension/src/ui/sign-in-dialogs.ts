import { Dialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  BridgeState,
  InteractiveMethod,
  PageRequest,
  ProviderState,
  SignInState,
} from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';
import { ownBase, ownPageUrl } from '../bridge/own-pages';
import { hostPage } from '../host/host-page';
import type { Preferences } from '../settings/preferences';
import { explainSignIn } from './explain-sign-in';
import { endedUnasked, nextDialog, oldNews, seenAs } from './next-dialog';
import type { DialogOf } from './next-dialog';
import { SignInBody } from './sign-in-body';
import { tell, warn } from './tell';
import { makeOwn } from './own-dialog';

/** How long a notification of a sign-in stays (ms). */
const NOTICE_MS = 5_000;

interface Current extends DialogOf {
  readonly dialog: Dialog<unknown>;
  /** Absent in a dialog that explains. */
  readonly body?: SignInBody;
}

/**
 * Shows each sign-in in a dialog as it goes on, once: what the user closes stays
 * closed. One dialog for each provider; JupyterLab shows one dialog at a time,
 * the others queue behind it.
 */
export class SignInDialogs {
  private readonly current = new Map<string, Current>();
  private readonly seen = new Set<string>();
  /** Providers that the user has asked to sign in to, and whose sign-in has not come yet. */
  private readonly wanted = new Set<string>();
  /** Notifications in the place of dialogs, by provider. */
  private readonly notices = new Map<string, string>();
  private state: BridgeState | undefined;

  /** @param prompt how a sign-in shows itself that the user has not asked for; asked each time */
  constructor(
    private readonly bridge: Bridge,
    private readonly trans: TranslationBundle,
    private readonly prompt: () => Preferences['prompt'],
  ) {
    bridge.stateChanged.connect((_, state) => this.show(state));
    if (bridge.state) this.show(bridge.state);
  }

  /** Brings the dialog of a sign-in up again that the user has closed. */
  reopen(provider: ProviderState): void {
    if (provider.signIn) this.seen.delete(seenAs(provider.signIn));
    this.wanted.add(provider.id);
    this.showProvider(provider);
    this.wanted.delete(provider.id);
  }

  /** Starts a sign-in that the user has asked for. */
  async signIn(provider: string, method?: InteractiveMethod): Promise<void> {
    this.wanted.add(provider);
    const isComing = await this.send({
      type: 'auth-bridge:sign-in',
      provider,
      ...(method !== undefined && { method }),
    });
    // The answer may come before the sign-in does.
    if (!isComing) this.wanted.delete(provider);
  }

  private show(state: BridgeState): void {
    const before = this.state;
    this.state = state;
    if (!before) for (const signIn of oldNews(state)) this.seen.add(seenAs(signIn));
    for (const provider of endedUnasked(before, state)) this.tellEnd(provider);
    for (const provider of state.providers) this.showProvider(provider, before);
  }

  private showProvider(provider: ProviderState, before?: BridgeState): void {
    const { id, signIn, session } = provider;
    const current = this.current.get(id);
    const step = nextDialog(signIn, current, this.seen);
    if (session) this.wanted.delete(id);
    if (step === 'nothing') return;
    const isWanted = signIn !== undefined && this.wanted.delete(id);
    if (step === 'follow' && signIn && current) {
      this.seen.add(seenAs(signIn));
      this.current.set(id, { ...current, signIn: signIn.id });
      current.body?.follow(signIn, this.urlOf(id, signIn));
      return;
    }
    this.close(id);
    if (step === 'open' && signIn && !isWanted && this.prompt() === 'notification') {
      this.notify(provider, signIn);
      return;
    }
    const hadSession = before?.providers.some((other) => other.id === id && other.session);
    if (!signIn && current?.kind === 'live' && !hadSession) this.greet(provider);
    if (signIn && step === 'open') void this.follow(provider, signIn);
    if (signIn && step === 'explain') void this.explain(provider, signIn);
  }

  private async follow({ id, label }: ProviderState, signIn: SignInState): Promise<void> {
    const { trans } = this;
    const body = new SignInBody({
      label,
      signIn,
      trans,
      url: this.urlOf(id, signIn),
      framed: window.top !== window.self,
      onMethod: (method) => void this.signIn(id, method),
    });
    const dialog = new Dialog<unknown>({
      title: trans.__('Sign in to %1', label),
      body,
      buttons: [Dialog.cancelButton({ label: trans.__('Cancel sign-in') })],
      hasClose: true,
      focusNodeSelector: '.jp-AuthBridge-open, .jp-AuthBridge-form',
    });
    this.seen.add(seenAs(signIn));
    this.current.set(id, { signIn: signIn.id, kind: 'live', dialog, body });
    if (await this.untilClosed(id, dialog)) {
      await this.send({ type: 'auth-bridge:cancel-sign-in', provider: id });
    }
  }

  private async explain({ id, label }: ProviderState, signIn: SignInState): Promise<void> {
    const { trans } = this;
    const { title, detail, choices } = explainSignIn(label, signIn, trans);
    const dialog = new Dialog<unknown>({
      title,
      body: detail,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        ...choices.map(({ label, method }, i) =>
          Dialog.createButton({
            label,
            actions: [method],
            className: i < choices.length - 1 ? 'jp-mod-reject' : 'jp-mod-accept',
          }),
        ),
      ],
    });
    this.seen.add(seenAs(signIn));
    this.current.set(id, { signIn: signIn.id, kind: 'over', dialog });
    const button = await this.untilClosed(id, dialog);
    const chosen = choices.find(({ method }) => button?.actions.includes(method));
    if (chosen) await this.signIn(id, chosen.method);
  }

  /** Launches a provider's dialog; the button that the user closed it with, undefined where we closed it. */
  private async untilClosed(
    id: string,
    dialog: Dialog<unknown>,
  ): Promise<Dialog.IButton | undefined> {
    makeOwn(dialog);
    const { button } = await dialog.launch();
    if (this.current.get(id)?.dialog !== dialog) return undefined;
    this.current.delete(id);
    return button;
  }

  /** In the place of a dialog: the user wants to be asked so. */
  private notify(provider: ProviderState, signIn: SignInState): void {
    const { trans } = this;
    const { id, label } = provider;
    this.seen.add(seenAs(signIn));
    const notice = Notification.info(trans.__('A notebook needs a sign-in to %1.', label), {
      autoClose: false,
      actions: [{ label: trans.__('Show sign-in'), callback: () => this.reopenNow(id) }],
    });
    this.notices.set(id, notice);
  }

  private reopenNow(id: string): void {
    const provider = this.bridge.state?.providers.find((each) => each.id === id);
    if (provider) this.reopen(provider);
  }

  private close(provider: string): void {
    const notice = this.notices.get(provider);
    if (notice !== undefined) Notification.dismiss(notice);
    this.notices.delete(provider);
    const { dialog } = this.current.get(provider) ?? {};
    this.current.delete(provider);
    dialog?.reject();
  }

  /** Where the sign-in goes on, where that is no page of the issuer's. */
  private urlOf(provider: string, signIn: SignInState): string {
    if (signIn.method !== 'host') return ownUrl(provider, signIn);
    return hostPage(this.bridge.hostOrigins, document.referrer) ?? '';
  }

  /** Resolves with false where it went wrong: that is told. */
  private async send(
    request: Extract<PageRequest, { type: 'auth-bridge:sign-in' | 'auth-bridge:cancel-sign-in' }>,
  ): Promise<boolean> {
    try {
      await this.bridge.request(request);
      return true;
    } catch (error) {
      tell(error, this.trans);
      return false;
    }
  }

  private greet({ label, session }: ProviderState): void {
    if (!session) return;
    Notification.success(this.trans.__('Signed in to %1 as %2.', label, session.user.name), {
      autoClose: NOTICE_MS,
    });
  }

  private tellEnd({ id, label, trouble }: ProviderState): void {
    const { trans } = this;
    const words = trouble?.detail ?? trans.__('The session with %1 has ended.', label);
    const signIn = { label: trans.__('Sign in'), callback: () => void this.signIn(id) };
    warn(words, signIn, trans);
  }
}

/** The worker's own page that the sign-in goes on with: its form, or a redirect to the issuer. */
function ownUrl(provider: string, { id, method }: SignInState): string {
  const which = { provider, 'sign-in': id };
  return method === 'form'
    ? ownPageUrl(ownBase(), 'form', which)
    : ownPageUrl(ownBase(), 'start', { ...which, return: location.href });
}
