import type { JupyterFrontEnd } from '@jupyterlab/application';

/** False for a shell that is one widget and nothing around it, as the REPL's. */
export function hasAreas(shell: Pick<JupyterFrontEnd.IShell, 'widgets'>): boolean {
  try {
    Array.from(shell.widgets('right')); // throws where there is no such area
    return true;
  } catch {
    return false;
  }
}
