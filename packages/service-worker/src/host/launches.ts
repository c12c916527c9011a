import { BridgeError, isRecord, parseHostSession } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { acceptHostSession, keepHostData } from './accept-host.js';
import type { AcceptContext } from './accept-host.js';
import type { HostView } from './host-channel.js';
import { readPushedData } from './read-pushed-data.js';
import type { Runtime } from '../runtime.js';

/** The platform's endpoint may take this long (ms). */
const EXCHANGE_MS = 10_000;
/** A page that has not greeted by then (ms) is not the one that was opened. */
const PAGE_MS = 60_000;

export interface LaunchContext extends Pick<AcceptContext, 'vault' | 'signedIn'> {
  readonly config: AuthConfig;
  readonly sessions: AcceptContext['sessions'];
  readonly runtime: Runtime;
}

/** What a page will get that is being loaded. */
interface Waiting {
  readonly page: string;
  readonly view: HostView;
  /** ms since the epoch. */
  readonly until: number;
}

/** Notebooks that a host has opened in a tab: a one-time code becomes a session, and data for the tab's page. */
export class Launches {
  private waiting: readonly Waiting[] = [];

  constructor(private readonly context: LaunchContext) {}

  /**
   * Exchanges the code for the page at `url`. Rejects with a BridgeError:
   * `message-refused` where auth.json has no `host.exchange`, `sign-in-denied`
   * for a code that the host does not take, `issuer-unreachable`,
   * `host-data-invalid`.
   */
  async use(code: string, url: URL): Promise<void> {
    const { config, vault, sessions, runtime } = this.context;
    if (config.host?.exchange === undefined) {
      throw new BridgeError('message-refused', 'This site takes no data from a host.');
    }
    const view = readLaunch(await exchange(config.host.exchange, code, runtime));
    const provider = sessions.hostProvider();
    // Who has signed in here stays that: whoever made the link may be somebody else.
    const known = provider && vault.session(provider.id);
    if (provider && view.session && (!known || known.via === 'host')) {
      vault.setSignedOut(provider.id, false);
      acceptHostSession(view.session, this.context);
    }
    const until = runtime.now() + PAGE_MS;
    this.waiting = [...this.waiting, { page: withoutFragment(url.href), view, until }];
  }

  /** Gives a page that has come what was brought for it. */
  greet(page: string, url: string): void {
    const now = this.context.runtime.now();
    const mine = this.waiting.find((each) => each.page === withoutFragment(url));
    this.waiting = this.waiting.filter((each) => each !== mine && each.until > now);
    if (mine && mine.until > now) keepHostData(mine.view, page, this.context.vault);
  }
}

async function exchange(url: string, code: string, runtime: Runtime): Promise<unknown> {
  let response: Response;
  try {
    response = await runtime.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      credentials: 'omit',
      // The code is for this address alone.
      redirect: 'error',
      signal: AbortSignal.timeout(EXCHANGE_MS),
    });
  } catch {
    throw new BridgeError(
      'issuer-unreachable',
      'The platform could not be reached. Open the notebook there again.',
    );
  }
  if (!response.ok) {
    throw new BridgeError(
      'sign-in-denied',
      'The code of this notebook is used or too old. Open the notebook there again.',
    );
  }
  return response.json().catch(() => undefined);
}

function readLaunch(answer: unknown): HostView {
  const { session, data } = isRecord(answer) ? answer : {};
  return {
    session: parseHostSession(session),
    ...(data !== undefined && { data: readPushedData(data) }),
  };
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}
