import type { BaseKernel } from '@jupyterlite/services';
import { ownBase } from '../bridge/own-pages';

/** A kernel that has not said by then (ms) that it is sealed is not. */
const LIMIT_MS = 20_000;

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
    return reply?.status === 'ok';
  } catch {
    return false; // an error that answers no message of a page's cannot be published
  }
}

/** Caught here: in WebKit, Python that awaits a call which the browser refuses waits for ever. */
const ANSWERS = 'async (url) => { try { return (await fetch(url)).ok; } catch { return false; } }';

// JSON's strings are Python's, too.
const snippet = (endpoint: string) => `
async def _auth_bridge_check():
    import js
    from pyodide.code import run_js
    answers = run_js(${JSON.stringify(ANSWERS)})
    if hasattr(js.navigator, "serviceWorker") or await answers("data:,"):
        raise RuntimeError("This kernel is not sealed.")
    if not await answers(${JSON.stringify(endpoint)}):
        raise RuntimeError("The worker has not sealed this kernel.")
await _auth_bridge_check()
del _auth_bridge_check
`;
