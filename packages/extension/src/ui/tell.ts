import { Notification } from '@jupyterlab/apputils';

/** Shows an error's message until the user closes it: the bridge's errors say what to do. */
export function tell(error: unknown): void {
  if (error instanceof Error) Notification.error(error.message, { autoClose: false });
}
