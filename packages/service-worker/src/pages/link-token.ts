import { takeLinkToken } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { linkProvider } from '../providers.js';
import { ownPage, seeOther } from './see-other.js';
import type { Sessions } from '../sessions/sessions.js';

/**
 * What answers a navigation whose URL carries a token: a redirect to the same
 * page without it, so that no script and no history has it. Undefined where
 * there is none, or no provider for it.
 */
export function answerLinkToken(
  url: URL,
  { config, sessions }: { readonly config: AuthConfig; readonly sessions: Sessions },
): (() => Promise<Response>) | undefined {
  const taken = linkProvider(config) && takeLinkToken(url);
  if (!taken) return undefined;
  return async () => {
    await sessions.useLinkToken(taken.token);
    return seeOther(ownPage(taken.url.href));
  };
}
