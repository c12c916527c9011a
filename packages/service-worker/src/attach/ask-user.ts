import { shownUrl } from '../activity/shown-url.js';
import type { Problem } from '../problem.js';
import type { Rule } from '../rules/compile-rules.js';
import { nameOf } from '../rules/decide.js';
import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';
import type { Vault } from '../vault/vault.js';

/** Calls within this time (ms) after a No do not bring up another question. */
const QUIET_MS = 10_000;

export interface AskContext {
  readonly vault: Vault;
  readonly runtime: Runtime;
}

/**
 * Holds a call until the user has answered, `deadline` (ms since the epoch) at
 * most. Resolves to the id of the session in which the call may be sent, to
 * the problem that answers it, or to undefined where the session or the kernel
 * has ended meanwhile. An abort of the caller's takes the question away.
 */
export async function askUser(
  { method, url, signal }: Request,
  { rule, kernel }: { readonly rule: Rule; readonly kernel: string | undefined },
  deadline: number,
  { vault, runtime }: AskContext,
): Promise<string | Problem | undefined> {
  const { questions } = vault;
  const provider = rule.provider.id;
  const session = vault.sessionId(provider);
  const about = { provider, rule: rule.index, ...(kernel !== undefined && { kernel }) };
  const call = { method, url: new URL(url) };
  if (questions.isApproved(about)) return session;
  const refusedAt = questions.refusedAt(about) ?? -Infinity;
  if (runtime.now() - refusedAt < QUIET_MS) return declined(rule, call);
  const { verdict, withdraw } = questions.hold({ ...about, method, url: shownUrl(call.url) });
  signal.addEventListener('abort', withdraw);
  const tooLate = delay(runtime, deadline - runtime.now()).then(() => 'late' as const);
  const said = await Promise.race([verdict, tooLate]);
  signal.removeEventListener('abort', withdraw);
  withdraw();
  if (said === 'no') return declined(rule, call);
  if (said === 'late') return unanswered(rule, call);
  return said === 'yes' ? session : undefined;
}

type Call = Parameters<typeof nameOf>[0];

function declined({ index }: Rule, call: Call): Problem {
  return {
    code: 'call-declined',
    status: 403,
    detail: `Rule ${index} of this site's auth.json ("apis") asks the user before ${nameOf(call)}, and the answer was No: nothing was sent. To be asked again, run the cell again in ${QUIET_MS / 1000} seconds.`,
  };
}

function unanswered({ index }: Rule, call: Call): Problem {
  return {
    code: 'call-unanswered',
    status: 403,
    detail: `Rule ${index} of this site's auth.json ("apis") asks the user before ${nameOf(call)}, and nobody answered in time: nothing was sent. Run the cell again and answer the question in JupyterLab.`,
  };
}
