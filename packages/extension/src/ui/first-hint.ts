import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';

/** How long it stays (ms). */
const NOTICE_MS = 20_000;

/** Says what the sign-in is for, and where. */
export function showHint(
  { label }: ProviderState,
  trans: TranslationBundle,
  show: { readonly signIn: () => void; readonly panel: () => void },
): void {
  const words = trans.__(
    'Notebooks here can work with your account at %1. They ask when they need it; the sidebar shows what they do.',
    label,
  );
  Notification.info(words, {
    autoClose: NOTICE_MS,
    actions: [
      { label: trans.__('Sign in'), callback: show.signIn },
      { label: trans.__('Show sidebar'), callback: show.panel },
    ],
  });
}
