import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig, Reply, WorkerEvent } from '@jupyterlite-auth-bridge/protocol';
import { ActivityLog } from './activity/activity-log.js';
import { Recorder } from './activity/recorder.js';
import { Calls } from './attach/calls.js';
import type { FlowContext } from './flows/flow.js';
import type { OAuthPart } from './flows/load-oauth.js';
import type { SealedStore } from './oauth/pending-authorizations.js';
import { describeError, failed } from './failure.js';
import { HostChannels } from './host/host-channels.js';
import { Launches } from './host/launches.js';
import { learnAccount } from './host/learn-account.js';
import { Introductions } from './introductions.js';
import { KeeperLink } from './keeper/keeper-link.js';
import type { IdStore } from './keeper/marks.js';
import { answerPage } from './messages/answer-page.js';
import type { PageContext } from './messages/answer-page.js';
import { parsePageRequest } from './messages/parse-page-request.js';
import { isPageOf, isWindow, pagesOf, tellPages } from './clients.js';
import { answerPageNavigation } from './pages/answer-navigation.js';
import { answerLaunchCode } from './pages/launch-code.js';
import { answerLinkToken } from './pages/link-token.js';
import { leadToHelp } from './problem.js';
import { compileRules } from './rules/compile-rules.js';
import type { Runtime } from './runtime.js';
import { isJupyterLites, siteFromScope, startsKeeper } from './site.js';
import { sealingPolicy } from './sealed/policy.js';
import { Sealing } from './sealed/sealing.js';
import { bridgeState } from './vault/public-state.js';
import { makeFlows } from './sessions/make-flows.js';
import { Sessions } from './sessions/sessions.js';
import type { Session } from './vault/types.js';
import { Vault } from './vault/vault.js';

/** The bridge's part of the service worker: what to do with a fetch and with a message. */
export interface BridgeWorker {
  /** The answer, or undefined where JupyterLite's own code goes on with the request. */
  onFetch(event: FetchFacts): Promise<Response> | undefined;
  /** True where neither we nor JupyterLite's own code is to answer what `onFetch` leaves. */
  isLeftToBrowser(request: Request): boolean;
  /** Resolves when the message, if it is for the bridge, has been answered. */
  onMessage(event: Pick<ExtendableMessageEvent, 'data' | 'source' | 'ports'>): Promise<void>;
}

/** `resultingClientId`: of the worker or page that the request starts. */
export type FetchFacts = Pick<FetchEvent, 'request' | 'clientId'> &
  Partial<Pick<FetchEvent, 'resultingClientId'>>;

export interface WorkerSurroundings {
  readonly scope: string;
  readonly clients: Clients;
  readonly runtime: Runtime;
  /** Evaluates the second script, the first time. Throws a BridgeError where it cannot be had. */
  readonly oauth: () => OAuthPart;
  /** For sign-ins that are at the issuer's page. */
  readonly store: SealedStore;
  /** For what a restarted worker must know of sessions that are over. */
  readonly ids: IdStore;
  /** Between this worker and its keepers. */
  readonly channel: BroadcastChannel;
  readonly build: string;
  /** URL of the folder that sealed kernels load Pyodide from; null where it is a part of the site. */
  readonly pyodide: string | null;
  /** Whether JupyterLite's code, below this worker's, answers from a cache. */
  readonly keepsFiles: boolean;
}

/** A page's message and a navigation wait for the keeper longer than a call (ms): a page's own limit is 20 s. */
const PATIENT_MS = 15_000;

/** After a restart, calls that waited for the session go first (ms). */
const AFTER_CALLS_MS = 20;

export function createWorker(config: AuthConfig, surroundings: WorkerSurroundings): BridgeWorker {
  const { scope, clients, runtime, oauth, store, ids, channel, build, pyodide, keepsFiles } =
    surroundings;
  const site = siteFromScope(scope);
  leadToHelp(`${site.own}help.html`);
  const rules = compileRules(config, scope);
  const boot = runtime.random(9);
  const vault = new Vault(boot);
  const sealing = config.kernel.sealed
    ? new Sealing({ site, vault, runtime, policy: sealingPolicy(config, rules, scope, pyodide) })
    : undefined;
  const flowContext: FlowContext = {
    vault,
    runtime,
    oauth,
    own: site.own,
    hasTopLevelPage: async () =>
      (await pagesOf(clients, scope)).some(({ frameType }) => frameType === 'top-level'),
    authorizeSilently: async (url, ms) => {
      const pages = introductions.extended(await pagesOf(clients, scope));
      const [page] = pages.toSorted((a, b) => Number(b.focused) - Number(a.focused));
      page?.postMessage({ type: 'auth-bridge:authorize-silently', url, ms } satisfies WorkerEvent);
      return page !== undefined;
    },
    accept: (session) => sessions.accept(session),
  };
  const signedIn = (session: Session) =>
    void learnAccount(session, { config, sessions, vault, rules, runtime });
  const sessions: Sessions = new Sessions({
    config,
    vault,
    runtime,
    flows: makeFlows(config, flowContext, scope),
    lockName: site.channel,
    events: {
      askHost: () => askHosts(),
      signedIn,
      signedOut: ({ label }, endSession) =>
        void tellPages(clients, scope, {
          type: 'auth-bridge:signed-out',
          label,
          ...(endSession !== undefined && { endSession }),
        }),
      commit: () => keeper.announce(),
    },
  });
  const tick = () => sessions.tick();
  const parts = { site, config, vault, runtime, clients, ids, channel, tick };
  const keeper: KeeperLink = new KeeperLink(parts);
  const introductions = new Introductions({
    ...{ clients, scope, runtime },
    ask: () => void tellState(),
  });
  const activity = new ActivityLog(boot);
  const recorder = new Recorder({ log: activity, vault, runtime });
  const calls = new Calls({
    ...{ site, rules, vault, sessions, runtime, oauth, recorder, keeper, sealing, keepsFiles },
    ready: () => readyForCalls(),
    isPage: (client) => isWindow(clients, client),
  });
  const context: PageContext = {
    vault,
    sessions,
    config,
    runtime,
    build,
    kernelEndpoint: site.kernelEndpoint,
    activity,
    commit: () => keeper.announce(),
    useCode: (code, url) => launches.use(code, url),
    signedIn,
  };

  const hosts = new HostChannels(context);
  const launches = new Launches(context);

  /** Over the ports; where that comes to nothing the pages make new ones, or ask by message. */
  async function askHosts() {
    const answer = await hosts.ask();
    if (answer === 'no-answer')
      await tellPages(clients, scope, { type: 'auth-bridge:host-needed' });
    return answer;
  }

  let publishing = false;
  let publishedValues = vault.valuesRevision;
  vault.onChange(() => {
    if (publishing) return;
    publishing = true;
    // One message for all the changes of a turn.
    const tell = () => {
      publishing = false;
      void publish();
    };
    if (keeper.isReady) queueMicrotask(tell);
    else runtime.later(tell, AFTER_CALLS_MS);
  });

  async function publish(): Promise<void> {
    void keeper.announce();
    const valuesChanged = vault.valuesRevision !== publishedValues;
    publishedValues = vault.valuesRevision;
    const pages = await pagesOf(clients, scope);
    const ids = new Set(pages.map(({ id }) => id));
    vault.keepPages(ids);
    hosts.update(ids);
    await tellState();
    if (valuesChanged) {
      await tellPages(clients, scope, { type: 'auth-bridge:kernel-values-changed' });
    }
  }

  async function tellState(): Promise<void> {
    for (const page of await pagesOf(clients, scope)) {
      const state = bridgeState(vault, config, build, page.id);
      page.postMessage({ type: 'auth-bridge:state', state } satisfies WorkerEvent);
    }
  }

  /** Resolves when all is known that a call needs. Rejects as the keeper's `ready` does. */
  async function readyForCalls(): Promise<void> {
    await keeper.ready();
    if (keeper.isLost) await introductions.done();
  }

  function onFetch({ request, clientId, resultingClientId = '' }: FetchFacts) {
    const url = new URL(request.url);
    if (startsKeeper(site, request, url)) return runtime.fetch(request);
    const started = sealing?.start(request, url, resultingClientId);
    if (started) return started;
    if (isJupyterLites(site, url)) return undefined;
    if (url.href.startsWith(site.own)) {
      if (request.destination === '') return answerOwn(request, clientId, url);
      // A silent sign-in is in a frame.
      if (['document', 'iframe'].includes(request.destination)) {
        return answerNavigation(request, url);
      }
    }
    if (isPageNavigation(request, url)) return answerPageLoad(request, url);
    return calls.answer(request, url, clientId);
  }

  function isPageNavigation({ destination, mode }: Request, url: URL): boolean {
    return mode === 'navigate' && destination !== '' && url.href.startsWith(scope);
  }

  function answerPageLoad(request: Request, url: URL): Promise<Response> | undefined {
    const link =
      answerLinkToken(url, { config, sessions }) ??
      answerLaunchCode(url, { config, launches, sessions, vault, runtime });
    if (link) {
      return keeper
        .ready(PATIENT_MS)
        .then(link)
        .catch((error: unknown) => failed(error, request));
    }
    // The page that is left may be the last one: its keeper ends with it in most browsers.
    return keeper.isReady ? undefined : restoreBefore(request);
  }

  async function restoreBefore(request: Request): Promise<Response> {
    await keeper.ready().catch(() => undefined);
    try {
      return await runtime.fetch(request);
    } catch (error) {
      const kept = await runtime.cached(request); // as JupyterLite's own code does, offline
      if (kept) return kept;
      throw error;
    }
  }

  /** The worker's own pages. One of their name that the server may have is not reached. */
  function answerNavigation(request: Request, url: URL): Promise<Response> | undefined {
    const flow = (id: string) => sessions.oidcFlow(id);
    const framed = request.destination !== 'document';
    const context = {
      ...{ config, vault, sessions, flow, runtime, oauth, store, own: site.own, scope },
      framed,
      ancestors: ["'self'", ...(config.host?.origins ?? [])],
      hasTopLevelPage: () => flowContext.hasTopLevelPage(),
    };
    const answer = answerPageNavigation(url, context);
    return (
      answer &&
      keeper
        .ready(PATIENT_MS)
        .then(answer)
        .catch((error: unknown) => failed(error, request))
    );
  }

  function answerOwn(request: Request, clientId: string, url: URL): Promise<Response> | undefined {
    const path = `${url.origin}${url.pathname}`;
    if (path.startsWith(site.keeperEndpoint)) {
      return keeper
        .answer(request, clientId, path.slice(site.keeperEndpoint.length))
        .catch((error: unknown) => failed(error, request));
    }
    if (path.startsWith(site.kernelEndpoint)) {
      const action = path.slice(site.kernelEndpoint.length);
      return calls.answerKernel(request, action, clientId);
    }
    return undefined;
  }

  async function onMessage({
    data,
    source,
    ports: [port, transferred],
  }: Pick<ExtendableMessageEvent, 'data' | 'source' | 'ports'>): Promise<void> {
    const reply = (value: Reply<unknown>) => port?.postMessage(value);
    try {
      const request = parsePageRequest(data);
      if (!request) return;
      if (!isPageOf(scope, source)) {
        throw new BridgeError('message-refused', 'Only pages of this site may send this message.');
      }
      // What is typed is typed there: no other page signs in with a secret of its own.
      if (
        request.type === 'auth-bridge:submit-form' &&
        !source.url.startsWith(`${site.own}form?`)
      ) {
        throw new BridgeError('message-refused', "Only the worker's own form may send this.");
      }
      await keeper.ready(PATIENT_MS);
      // A page that a hard reload left uncontrolled comes under control again.
      if (request.type === 'auth-bridge:hello') {
        introductions.meet(source.id);
        await clients.claim();
        // Known endpoints are told from the request alone; a failure here is met again at sign-in.
        for (const flow of sessions.oidcFlows()) {
          void flow.endpoints().catch(() => undefined);
        }
      }
      const { id: page } = source;
      const value =
        request.type === 'auth-bridge:host-port'
          ? await hosts.attach({ ...request, page, port: transferred })
          : await answerPage(request, page, context);
      if (request.type === 'auth-bridge:hello') {
        launches.greet(page, source.url);
        introductions.onHello(page);
      }
      reply({ ok: true, value });
    } catch (error) {
      reply({ ok: false, error: describeError(error) });
    }
  }

  return { onFetch, isLeftToBrowser: (request) => calls.isLeftToBrowser(request), onMessage };
}
