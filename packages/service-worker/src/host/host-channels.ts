import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import type { Runtime } from '../runtime.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { acceptHostSession, keepHostData } from './accept-host.js';
import { HostChannel } from './host-channel.js';
import type { HostAnswer } from './host-channel.js';
import { requireClaim } from './require-claim.js';

export interface HostChannelsContext {
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly config: AuthConfig;
  readonly runtime: Runtime;
  readonly signedIn: (session: Session) => void;
}

/** A page's word that its host is at the other end of a port. */
export interface Attachment {
  readonly page: string;
  readonly origin: string;
  readonly key: string;
  readonly port: MessagePort | undefined;
}

/** The ports to hosts: one for each page. */
export class HostChannels {
  private readonly channels = new Map<string, HostChannel>();
  private told = '';

  constructor(private readonly context: HostChannelsContext) {}

  /**
   * Takes a page's port, in the place of an older one, and asks the host for a
   * session over it. Resolves when that has come to an end, after 10 s at most.
   * Rejects with a BridgeError `message-refused` for a host that auth.json does
   * not name, and for a page that did not say at its start that it has one.
   */
  async attach({ page, origin, key, port }: Attachment): Promise<Record<string, never>> {
    const { config, vault, runtime } = this.context;
    if (!config.host?.origins.includes(origin) || !port) {
      throw new BridgeError('message-refused', "This site's auth.json names no such host.");
    }
    requireClaim(vault, page, key);
    vault.setHostPresent(page, true);
    this.channels.get(page)?.close();
    const channel: HostChannel = new HostChannel(port, runtime, {
      session: (session) => acceptHostSession(session, this.context),
      data: (view) => keepHostData(view, page, vault),
      ended: () => this.end(),
    });
    this.channels.set(page, channel);
    await channel.ask('start');
    channel.tell(this.user());
    return {};
  }

  /**
   * Asks every page's host for a fresh session. Resolves to `session` as soon
   * as one has given one, to `nobody` where the user is signed in at none of
   * them, else to `no-answer`, also where there is no port.
   */
  async ask(): Promise<HostAnswer> {
    const asked = [...this.channels.values()].map((channel) => channel.ask('renew'));
    const given = asked.map(async (answer) => {
      if ((await answer) !== 'session') throw new Error('no session');
      return 'session' as const;
    });
    try {
      return await Promise.any(given);
    } catch {
      const answers = await Promise.all(asked);
      return answers.includes('nobody') ? 'nobody' : 'no-answer';
    }
  }

  /** Closes the ports of pages that are gone, and tells the hosts of the others who is signed in now. */
  update(pages: ReadonlySet<string>): void {
    for (const [page, channel] of this.channels) {
      if (pages.has(page)) continue;
      channel.close();
      this.channels.delete(page);
    }
    const user = this.user();
    const told = JSON.stringify(user);
    if (told === this.told) return;
    this.told = told;
    for (const channel of this.channels.values()) channel.tell(user);
  }

  private user() {
    const { vault, sessions } = this.context;
    const provider = sessions.hostProvider() ?? sessions.defaultProvider();
    const { username, name } = (provider && vault.session(provider.id)?.user) ?? {};
    return username === undefined ? null : { username, ...(name !== undefined && { name }) };
  }

  private async end(): Promise<void> {
    const provider = this.context.sessions.hostProvider();
    if (provider) await this.context.sessions.endHostSession(provider);
  }
}
