import type { BaseKernel } from '@jupyterlite/services';
import { ownBase } from '../bridge/own-pages';

/** A kernel that has not said by then (ms) that it is sealed is not. */
const LIMIT_MS = 20_000;

/**
 * Asks a Python kernel that has run nothing yet whether it is sealed: the worker knows its script, the
 * browser holds to the policy (which has no `data:`, and asking for it sends nothing), and there is no
 * way to the service worker.
 */
export async function isSealed(kernel: BaseKernel): Promise<boolean> {
  try {
    const code = snippet(`${ownBase()}kernel/sealed`);
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, LIMIT_MS));
    const reply = await Promise.race([kernel.executeRequest({ code }), late]);
    return reply?.status === 'ok';
  } catch {
    return false; // an error that answers no message of a page's cannot be published
  }
}

// A URL in JSON is a string of Python's too.
const snippet = (endpoint: string) => `
async def _auth_bridge_check():
    import js
    async def answers(url):
        try:
            return (await js.fetch(url)).ok
        except Exception:
            return False
    if hasattr(js.navigator, "serviceWorker") or await answers("data:,"):
        raise RuntimeError("This kernel is not sealed.")
    if not await answers(${JSON.stringify(endpoint)}):
        raise RuntimeError("The worker has not sealed this kernel.")
await _auth_bridge_check()
del _auth_bridge_check
`;
