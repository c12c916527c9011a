import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';

/** How long it stays (ms). */
const NOTICE_MS = 20_000;

/**
 * Says what the sign-in is for, and where. Returns what takes it away again.
 * @param hasSidebar false in an application without room for one, as the REPL
 */
export function showHint(
  { label }: ProviderState,
  hasSidebar: boolean,
  trans: TranslationBundle,
  show: { readonly signIn: () => void; readonly panel: () => void },
): () => void {
  const words = hasSidebar
    ? trans.__(
        'Notebooks here can work with your account at %1. They ask when they need it; the sidebar shows what they do.',
        label,
      )
    : trans.__(
        'Code here can work with your account at %1. It asks when it needs it; below you see who is signed in.',
        label,
      );
  const id = Notification.info(words, {
    autoClose: NOTICE_MS,
    actions: [
      { label: trans.__('Sign in'), callback: show.signIn },
      {
        label: hasSidebar ? trans.__('Show sidebar') : trans.__('Show activity'),
        callback: show.panel,
      },
    ],
  });
  return () => Notification.dismiss(id);
}
