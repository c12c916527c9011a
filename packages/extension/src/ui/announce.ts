import type { TranslationBundle } from '@jupyterlab/translation';
import type { Bridge } from '../bridge/bridge';
import { announcement } from './announcement';

/**
 * Has a screen reader say each change of who is signed in, also where no dialog and no notification
 * comes with it: a sign-in by the host, in another tab, or without a click.
 */
export function announceChanges(bridge: Bridge, trans: TranslationBundle): void {
  // There before its words: a region that comes with them is not read out.
  const region = document.createElement('div');
  region.className = 'jp-AuthBridge-unseen jp-AuthBridge-live';
  region.setAttribute('role', 'status');
  document.body.append(region);
  let { state } = bridge;
  bridge.stateChanged.connect((_, next) => {
    const words = announcement(state, next, trans);
    state = next;
    if (words !== '') region.textContent = words;
  });
}
