import type { Session } from '@jupyterlab/services';
import { LONGEST_NOTEBOOK } from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';

type Running = Pick<Session.IManager, 'running' | 'runningChanged'>;

/**
 * Tells the worker which notebook or console each of this page's kernels is of:
 * when JupyterLab learns it, when it is renamed, and when a worker that was
 * started anew does not know it.
 */
export function nameKernels(
  sessions: Running,
  bridge: Pick<Bridge, 'state' | 'stateChanged' | 'request'>,
): void {
  const tell = () => {
    const names = namesOf(sessions);
    for (const { id, place, notebook } of bridge.state?.kernels ?? []) {
      const name = names.get(id);
      if (place !== 'here' || name === undefined || name === notebook) continue;
      bridge
        .request({ type: 'auth-bridge:kernel-named', kernel: id, notebook: name })
        .catch((error: unknown) => console.warn('A kernel could not be named:', error));
    }
  };
  sessions.runningChanged.connect(tell);
  bridge.stateChanged.connect(tell);
  tell();
}

/** Of several that share a kernel, the first. */
function namesOf(sessions: Running): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { kernel, type, path, name } of sessions.running()) {
    const text = (type === 'notebook' ? path : name || path).slice(0, LONGEST_NOTEBOOK);
    if (kernel && text !== '' && !names.has(kernel.id)) names.set(kernel.id, text);
  }
  return names;
}
