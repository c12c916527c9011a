import type { ActivityEntry, KernelProblem } from '@jupyterlite-auth-bridge/protocol';
import type { Endpoint } from '../capture/find-endpoint.js';
import { kernelOf } from '../kernel/callers.js';
import { ProblemResponse } from '../problem.js';
import type { Rule } from '../rules/compile-rules.js';
import type { RequestFacts } from '../rules/decide.js';
import type { Runtime } from '../runtime.js';
import type { Vault } from '../vault/vault.js';
import type { ActivityLog } from './activity-log.js';
import { shownUrl } from './shown-url.js';

export interface RecorderContext {
  readonly log: ActivityLog;
  readonly vault: Vault;
  readonly runtime: Runtime;
}

type What = Pick<ActivityEntry, 'kind' | 'provider' | 'rule'>;

/** A method is any token (RFC 9110 section 5.6.2), so it could hold anything. */
const METHOD = /^[a-z]{1,20}$/i;

/** Of so many the last problem is known. */
const MOST_KERNELS = 100;

/** Writes calls into the activity list when their answer's headers are there. */
export class Recorder {
  /** By kernel, the last problem that it was answered; long ago ones are forgotten. */
  readonly problems = new Map<string, KernelProblem>();

  constructor(private readonly context: RecorderContext) {}

  /** An API call, and the rule that covers it; none where it is refused for want of one. */
  call(
    facts: RequestFacts,
    client: string,
    rule: Rule | undefined,
    answer: Promise<Response>,
  ): Promise<Response> {
    const of = rule && { rule: rule.index, provider: rule.provider.id };
    return this.watch(facts, client, { kind: 'call', ...of }, answer);
  }

  /** What a client in a kernel asks of a provider's endpoint. */
  endpoint(
    facts: RequestFacts,
    client: string,
    { endpoint, provider }: { readonly endpoint: Endpoint; readonly provider: string },
    answer: Promise<Response>,
  ): Promise<Response> {
    return this.watch(facts, client, { kind: endpoint, provider }, answer);
  }

  private watch(
    facts: RequestFacts,
    client: string,
    what: What,
    answer: Promise<Response>,
  ): Promise<Response> {
    const { log, vault, runtime } = this.context;
    const time = runtime.now();
    // It may have been stopped when the answer comes, or not be known yet.
    const before = kernelOf(vault, facts.headers, client);
    const done = (response?: Response) => {
      const kernel = before ?? kernelOf(vault, facts.headers, client);
      const notebook = kernel === undefined ? undefined : vault.kernel(kernel)?.notebook;
      const problem = response instanceof ProblemResponse ? response.problem : undefined;
      if (kernel !== undefined && problem) {
        if (this.problems.size === MOST_KERNELS) this.problems.clear();
        this.problems.set(kernel, { ...problem, time });
      }
      log.add({
        ...what,
        time,
        method: METHOD.test(facts.method) ? facts.method : '<other>',
        url: shownUrl(facts.url),
        ...(kernel !== undefined && { kernel }),
        ...(notebook !== undefined && { notebook }),
        ...(response && { status: response.status }),
        ...(problem && { problem: problem.code }),
        duration: runtime.now() - time,
      });
    };
    answer.then(done, () => done());
    return answer;
  }
}
