import type { JupyterFrontEnd } from '@jupyterlab/application';

/** False for a shell that is one widget and nothing around it, as the REPL's. */
export function hasAreas(shell: Pick<JupyterFrontEnd.IShell, 'widgets'>): boolean {
  try {
    return [...shell.widgets('right')].length >= 0;
  } catch {
    return false; // there is no such area
  }
}
