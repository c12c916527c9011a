import type { Recorder } from '../activity/recorder.js';
import { candidates, findEndpoint, undiscovered } from '../capture/find-endpoint.js';
import { failed } from '../failure.js';
import type { OAuthPart } from '../flows/load-oauth.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import type { KeeperLink } from '../keeper/keeper-link.js';
import { refuseCaller, refuseRevoked } from '../kernel/callers.js';
import { answerKernel } from '../kernel/kernel-endpoint.js';
import { problemResponse } from '../problem.js';
import type { Problem } from '../problem.js';
import type { Rule } from '../rules/compile-rules.js';
import { decide, matchRule } from '../rules/decide.js';
import type { Decision, RequestFacts } from '../rules/decide.js';
import { strayProblem } from '../rules/withhold-stray.js';
import { isJupyterLites } from '../site.js';
import type { Site } from '../site.js';
import { callApi } from './call-api.js';
import type { CallContext } from './call-api.js';
import type { Sealing } from '../sealed/sealing.js';

export interface CallsContext extends CallContext {
  readonly rules: readonly Rule[];
  readonly recorder: Recorder;
  /** Throws a BridgeError where the second script cannot be had. */
  readonly oauth: () => Pick<OAuthPart, 'answerClient'>;
  readonly keeper: Pick<KeeperLink, 'isReady'>;
  readonly site: Site;
  /** On a site whose kernels are sealed. */
  readonly sealing: Sealing | undefined;
  /** Whether JupyterLite's code answers from a cache. */
  readonly keepsFiles: boolean;
  /** Resolves when all is known that a call needs. */
  readonly ready: () => Promise<void>;
  /** Whether a client is a window of the site. */
  readonly isPage: (client: string) => Promise<boolean>;
}

/** What notebooks and pages send to others than the site: API calls, and clients' own flows. */
export class Calls {
  constructor(private readonly context: CallsContext) {}

  /**
   * The answer to a request of `client`, or undefined where neither a rule nor
   * a provider has to do with it.
   */
  answer(request: Request, url: URL, client: string): Promise<Response> | undefined {
    const { sessions, keeper, rules } = this.context;
    const { method, mode, destination, headers } = request;
    const facts: RequestFacts = { url, method, mode, destination, headers };
    const flows = candidates(facts, sessions);
    if (flows.length > 0) return this.answerIssuers(request, client, facts, () => flows);
    const unknown = undiscovered(facts, sessions);
    if (unknown.length === 0 || (keeper.isReady && matchRule(rules, facts))) {
      return this.carryOut(request, facts, client);
    }
    // Endpoints of other origins than the issuer's: a keeper knows them, or the issuer is asked,
    // for which no call waits that a rule covers.
    return this.answerIssuers(request, client, facts, () =>
      matchRule(rules, facts) ? candidates(facts, sessions) : unknown,
    );
  }

  /** The answer of the worker's own endpoint for kernels. */
  async answerKernel(request: Request, action: string, client: string): Promise<Response> {
    const { vault, sealing, ready } = this.context;
    try {
      await ready();
      const refusal = refuseRevoked(vault, request.headers, client);
      if (refusal) return problemResponse(refusal);
      return (
        sealing?.answerKernel(action, client) ?? (await answerKernel(request, action, this.context))
      );
    } catch (error) {
      return failed(error, request);
    }
  }

  /**
   * True where JupyterLite's code must not answer what `answer` leaves. Where it keeps no files it
   * would only pass them on, and break off what it passes on when the browser ends the worker.
   * Where kernels are sealed it follows redirects itself, past the kernels' policy, and answers
   * from a cache that is open to every script of the site.
   */
  isLeftToBrowser({ url }: Request): boolean {
    const { site, sealing, keepsFiles } = this.context;
    return (sealing !== undefined || !keepsFiles) && !isJupyterLites(site, new URL(url));
  }

  /** What may go to an endpoint of a provider; goes on as any other request where it does not. */
  private async answerIssuers(
    request: Request,
    client: string,
    facts: RequestFacts,
    /** The providers; called when the keeper has said what it knows of them. */
    flows: () => readonly OidcFlow[],
  ): Promise<Response> {
    const { rules, ready } = this.context;
    try {
      const isReady = ready();
      // What the keeper knows of the issuer need not be asked; the issuer is, where it does not say so.
      await isReady.catch(() => undefined);
      const found = await findEndpoint(facts.url, flows());
      if (found === 'unknown' && !matchRule(rules, facts)) return problemResponse(UNDISCOVERED);
      if (!found || found === 'unknown') {
        return await (this.carryOut(request, facts, client) ?? this.passOn(request));
      }
      await isReady;
      return await this.capture(request, facts, { ...found, client });
    } catch (error) {
      return failed(error, request);
    }
  }

  /** As the browser would, but for redirects where the policy of a sealed kernel is to see them. */
  private passOn(request: Request): Promise<Response> {
    const { runtime, sealing } = this.context;
    return runtime.fetch(sealing ? new Request(request, { redirect: 'error' }) : request);
  }

  private capture(
    request: Request,
    facts: RequestFacts,
    target: Parameters<OAuthPart['answerClient']>[1],
  ): Promise<Response> {
    const { flow, endpoint, client } = target;
    const answer = this.admitted(request, client, () =>
      this.context.oauth().answerClient(request, target, this.context),
    ).catch((error: unknown) => failed(error, request));
    const provider = flow.provider.id;
    return this.context.recorder.endpoint(facts, client, { endpoint, provider }, answer);
  }

  private carryOut(
    request: Request,
    facts: RequestFacts,
    client: string,
  ): Promise<Response> | undefined {
    const { rules, runtime, recorder, sealing } = this.context;
    const decision = decide(rules, facts);
    if (decision.kind === 'pass') return undefined;
    const { rule } = decision;
    if (decision.kind === 'forward') {
      if (sealing) return undefined; // redirects and all, by the kernel's policy
      const answer = runtime.fetch(request);
      return rule ? recorder.call(facts, client, rule, answer) : answer;
    }
    const answer =
      decision.kind === 'attach'
        ? this.attach(request, facts, client, decision)
        : Promise.resolve(problemResponse(decision.problem));
    return recorder.call(facts, client, rule, answer);
  }

  private async attach(
    request: Request,
    facts: RequestFacts,
    client: string,
    decision: Extract<Decision, { kind: 'attach' }>,
  ): Promise<Response> {
    const { vault, rules, ready } = this.context;
    const refusal = () => refuseRevoked(vault, facts.headers, client);
    try {
      await ready();
      const response = await this.admitted(request, client, () =>
        callApi(request, { ...decision, refusal }, this.context),
      );
      const stray = strayProblem(response, decision, rules, facts);
      return stray ? problemResponse(stray) : response;
    } catch (error) {
      return failed(error, request);
    }
  }

  /** Goes on with a request whose sender may have something of a session. */
  private async admitted(
    request: Request,
    client: string,
    goOn: () => Promise<Response>,
  ): Promise<Response> {
    const { vault, isPage, sealing } = this.context;
    const refusal = await refuseCaller(vault, request.headers, client, isPage);
    if (refusal) return problemResponse(refusal);
    return sealing?.refuse(client) ?? goOn();
  }
}

/** It may be the token endpoint: sent on, its answer could bring a kernel a real token. */
const UNDISCOVERED: Problem = {
  code: 'issuer-unreachable',
  status: 503,
  detail:
    'The sign-in service could not be reached, so nothing is sent to it. Check the connection and run the cell again.',
};
