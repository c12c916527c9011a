import type { OAuthPart } from '../flows/load-oauth.js';
import type { AuthorizationContext } from '../oauth/authorization-code.js';
import { isFormFlow, isOnItsWay } from '../flows/flow.js';
import { LabArchivesFlow } from '../labarchives/labarchives-flow.js';
import type { Sessions } from '../sessions/sessions.js';
import type { FlowContext } from '../flows/flow.js';
import { donePage } from './done-page.js';
import { formPage } from './form-page.js';
import { ownPage, seeOther } from './see-other.js';

export interface NavigationContext extends AuthorizationContext {
  readonly sessions: Sessions;
  /** Throws a BridgeError where the second script cannot be had. */
  readonly oauth: () => Pick<OAuthPart, 'answerStart' | 'answerCallback' | 'answerEndSession'>;
  /** Origins that may be around a framed page: the site's own and its hosts', for a CSP. */
  readonly ancestors: readonly string[];
  readonly hasTopLevelPage: FlowContext['hasTopLevelPage'];
}

/** What answers a navigation below the worker's own URL; undefined where there is no such page. */
export function answerPageNavigation(
  url: URL,
  context: NavigationContext,
): (() => Promise<Response>) | undefined {
  const { own, oauth } = context;
  const [name = '', rest = ''] = `${url.origin}${url.pathname}`.slice(own.length).split('/');
  switch (name) {
    case 'start':
      return () => oauth().answerStart(url, context);
    case 'callback':
      return rest === '' || context.flow(rest)
        ? () => oauth().answerCallback(url, context)
        : () => labArchivesCallback(url, context);
    case 'form':
      return () => answerForm(url, context);
    case 'end-session':
      return () => oauth().answerEndSession(url, context);
    case 'signed-out':
      return () => donePage('signed-out', context.ancestors);
    case 'done':
      return () => donePage(url.searchParams.get('result'), context.ancestors);
    default:
      return undefined;
  }
}

/** The form of a sign-in that is on its way; of any other, the word that it is over. */
async function answerForm(url: URL, context: NavigationContext): Promise<Response> {
  const { sessions, vault, framed, ancestors } = context;
  const provider = url.searchParams.get('provider') ?? '';
  const flow = sessions.flow(provider);
  const signIn = url.searchParams.get('sign-in') ?? '';
  // Scripts of the site's pages can read a frame: only where a window might reach another worker.
  const fits = !framed || !(await context.hasTopLevelPage());
  if (!flow || !isFormFlow(flow) || !fits || !isOnItsWay(vault, provider, signIn)) {
    return donePage('failed', ancestors);
  }
  return formPage(flow.form(), provider, signIn, framed ? ancestors : []);
}

/** As with every callback: a redirect, or the opener could read the code. */
async function labArchivesCallback(url: URL, context: NavigationContext): Promise<Response> {
  const { sessions, own } = context;
  const flows = sessions.flows().filter((flow) => flow instanceof LabArchivesFlow);
  const results = await Promise.allSettled(flows.map((flow) => flow.takeCallback(url)));
  const taken = results.some(({ status }) => status === 'fulfilled');
  return seeOther(ownPage(`${own}done?result=${taken ? 'ok' : 'failed'}`));
}
