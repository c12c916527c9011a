import type { BaseKernel } from '@jupyterlite/services';
import { ownBase } from '../bridge/own-pages';

/** A kernel that has not said by then (ms) that it is sealed is not. It may still have to start: in WebKit, on a busy machine, for a minute. */
const LIMIT_MS = 120_000;

/**
 * Asks a Python kernel that has run nothing yet whether it is sealed: the worker knows its script, the
 * browser holds to the policy (which has no `data:`, and asking for it sends nothing), and there is no
 * way to the service worker.
 */
export async function isSealed(kernel: Pick<BaseKernel, 'executeRequest'>): Promise<boolean> {
  try {
    const code = snippet(`${ownBase()}kernel/sealed`);
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, LIMIT_MS));
    const reply = await Promise.race([kernel.executeRequest({ code }), late]);
    return (
      reply?.status === 'ok' && reply.payload?.some(({ source }) => source === SEALED) === true
    );
  } catch {
    return false; // a kernel that cannot run it
  }
}

/** Says yes. No is no error: one that answers no message of a page's cannot be published. */
const SEALED = 'jupyterlite-auth-bridge-sealed';

/** Caught here: in WebKit, Python that awaits a call which the browser refuses waits for ever. */
const ANSWERS = 'async (url) => { try { return (await fetch(url)).ok; } catch { return false; } }';

// JSON's strings are Python's, too.
const snippet = (endpoint: string) => `
async def _auth_bridge_check():
    import js
    from pyodide.code import run_js
    answers = run_js(${JSON.stringify(ANSWERS)})
    hidden = not hasattr(js.navigator, "serviceWorker")
    if hidden and not await answers("data:,") and await answers(${JSON.stringify(endpoint)}):
        from pyodide_kernel import ipython_shell as shell
        shell.payload_manager.write_payload({"source": "${SEALED}"})
await _auth_bridge_check()
del _auth_bridge_check
`;
