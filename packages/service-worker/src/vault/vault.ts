import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { KernelVault } from './kernel-vault.js';
import type { DatedTrouble, Metadata, Session, SignIn, VaultSnapshot } from './types.js';

/** So many sealed clients are remembered: nobody tells when one is gone. */
const MOST_SEALED = 200;

/**
 * The one owner of the worker's state. In memory only; every change raises the
 * revision and tells the listeners.
 */
export class Vault extends KernelVault {
  private readonly sessions = new Map<string, Session>();
  private readonly signIns = new Map<string, SignIn>();
  private readonly troubles = new Map<string, DatedTrouble>();
  private readonly environments = new Map<string, Record<string, string>>();
  private readonly listeners = new Set<() => void>();
  /** page to what its host sent, or null where it may still send */
  private readonly hosts = new Map<string, JsonObject | null>();
  /** pages that cannot ask the host that they were opened from */
  private readonly apart = new Set<string>();
  /** page to the key that what its host sends comes with */
  private readonly hostKeys = new Map<string, string>();
  private readonly signedOut = new Set<string>();
  private readonly metadata = new Map<string, Metadata>();
  /** provider to the id of its session */
  private readonly sessionIds = new Map<string, string>();
  private readonly ended = new Set<string>();
  private readonly sealed = new Set<string>();
  private changes = 0;
  private valueChanges = 0;

  /** @param boot unique for this start of the worker */
  constructor(readonly boot: string) {
    super();
  }

  /** How often the state has changed. */
  get changeCount(): number {
    return this.changes;
  }

  /** Changes with every change of the state, and with every start of the worker. */
  get revision(): string {
    return `${this.boot}.${this.changes}`;
  }

  /** Changes when what kernels hold does. */
  get valuesRevision(): number {
    return this.valueChanges;
  }

  session(provider: string): Session | undefined {
    return this.sessions.get(provider);
  }

  setSession(session: Session): void {
    this.endId(session.provider);
    this.sessions.set(session.provider, session);
    this.sessionIds.set(session.provider, crypto.randomUUID());
    this.signedOut.delete(session.provider);
    this.signIns.delete(session.provider);
    this.troubles.delete(session.provider);
    this.changed('values');
  }

  /** The same session with new tokens, or more known of its user: a sign-in that goes on beside it stays. */
  renewSession(session: Session): void {
    this.sessions.set(session.provider, session);
    this.changed('values');
  }

  /** Another one with every sign-in. */
  sessionId(provider: string): string | undefined {
    return this.sessionIds.get(provider);
  }

  /** Ends a session, with the reason if the user did not ask for it. */
  endSession(provider: string, trouble?: DatedTrouble): void {
    this.endId(provider);
    this.sessions.delete(provider);
    this.environments.delete(provider);
    if (trouble) this.troubles.set(provider, trouble);
    this.changed('values');
  }

  /** Ids of the sessions that are over or replaced, and of the sign-ins that were cancelled, since this start: no keeper is to bring them back. */
  get endedIds(): readonly string[] {
    return [...this.ended];
  }

  signIn(provider: string): SignIn | undefined {
    return this.signIns.get(provider);
  }

  allSignIns(): readonly SignIn[] {
    return [...this.signIns.values()];
  }

  setSignIn(signIn: SignIn): void {
    this.signIns.set(signIn.provider, signIn);
    // One that the user does not see takes no word away from the user.
    if (signIn.method !== 'silent') this.troubles.delete(signIn.provider);
    this.changed();
  }

  /** Moves the polling on without telling anybody: nothing that others see has changed. */
  reschedule(provider: string, id: string, interval: number, nextPollAt: number): void {
    const signIn = this.signIns.get(provider);
    if (signIn?.id === id) this.signIns.set(provider, { ...signIn, interval, nextPollAt });
  }

  endSignIn(provider: string, trouble: DatedTrouble): void {
    const signIn = this.signIns.get(provider);
    if (signIn) this.ended.add(signIn.id);
    this.signIns.delete(provider);
    this.troubles.set(provider, trouble);
    this.changed();
  }

  /** Ends the sign-in of this id without a word: another way is tried, or nobody waits for it. */
  dropSignIn(provider: string, id: string): void {
    if (this.signIns.get(provider)?.id !== id) return;
    this.signIns.delete(provider);
    this.changed();
  }

  /** True after the user's own sign-out, until the user signs in: nothing does so unasked. */
  isSignedOut(provider: string): boolean {
    return this.signedOut.has(provider);
  }

  setSignedOut(provider: string, signedOut: boolean): void {
    if (signedOut === this.signedOut.has(provider)) return;
    if (signedOut) this.signedOut.add(provider);
    else this.signedOut.delete(provider);
    this.changed();
  }

  /** What a provider says of itself, as it was learned: see `OAuthClient`. */
  providerMetadata(provider: string): Metadata | undefined {
    return this.metadata.get(provider);
  }

  setProviderMetadata(provider: string, metadata: Metadata): void {
    this.metadata.set(provider, metadata);
    this.changed();
  }

  /** Why there is no session: how the last sign-in or the last session ended. */
  trouble(provider: string): DatedTrouble | undefined {
    return this.signIns.get(provider)?.trouble ?? this.troubles.get(provider);
  }

  clearTrouble(provider: string): void {
    const signIn = this.signIns.get(provider);
    if (signIn?.trouble) this.signIns.delete(provider);
    if (this.troubles.delete(provider) || signIn?.trouble) this.changed();
  }

  environment(provider: string): Record<string, string> {
    return this.environments.get(provider) ?? {};
  }

  setEnvironment(provider: string, env: Record<string, string>): void {
    this.environments.set(provider, env);
    this.changed('values');
  }

  /** What the host of `page` sent. */
  hostData(page: string): JsonObject | undefined {
    return this.hosts.get(page) ?? undefined;
  }

  setHostData(page: string, data: JsonObject): void {
    this.hosts.set(page, data);
    this.changed('values');
  }

  /** True where a page is open that may ask a host for a credential. */
  get hasHost(): boolean {
    return [...this.hosts.keys()].some((page) => !this.apart.has(page));
  }

  /** A page that a host has opened keeps what that brought, also where it cannot be asked. */
  setHostPresent(page: string, present: boolean): void {
    this.apart[present ? 'delete' : 'add'](page);
    if (present === this.hosts.has(page) || this.hosts.get(page)) return;
    if (present) this.hosts.set(page, null);
    else this.hosts.delete(page);
    this.changed();
  }

  /** True for the key that the page has shown first, and for every one where it has shown none. */
  isHostKey(page: string, key: string | undefined): boolean {
    const known = this.hostKeys.get(page);
    return known === undefined || known === key;
  }

  /** The first key is the page's: scripts that come into it later have another. */
  claimHost(page: string, key: string): void {
    if (this.hostKeys.has(page)) return;
    this.hostKeys.set(page, key);
    this.changed();
  }

  /** Forgets what belongs to pages that are gone. */
  keepPages(pages: ReadonlySet<string>): void {
    this.keepKernels(pages);
    for (const all of [this.hosts, this.hostKeys, this.apart]) {
      for (const page of all.keys()) {
        if (!pages.has(page) && all.delete(page)) this.changed();
      }
    }
  }

  /** True for a client whose script the worker has sealed. */
  isSealed(client: string): boolean {
    return this.sealed.has(client);
  }

  addSealed(client: string): void {
    this.sealed.add(client);
    for (const oldest of [...this.sealed].slice(0, -MOST_SEALED)) this.sealed.delete(oldest);
    this.changed();
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  snapshot(): VaultSnapshot {
    return {
      sessions: [...this.sessions.values()],
      sessionIds: [...this.sessionIds],
      signIns: [...this.signIns.values()],
      kernels: this.allKernels(),
      troubles: [...this.troubles],
      environment: [...this.environments],
      hosts: [...this.hosts],
      hostKeys: [...this.hostKeys],
      signedOut: [...this.signedOut],
      metadata: [...this.metadata],
      approvals: this.questions.snapshot(),
      sealed: [...this.sealed],
    };
  }

  /**
   * Takes over what the keeper held; what this worker learned meanwhile stays.
   * @param isWhole false where kernels have to learn new values of it
   */
  restore(snapshot: VaultSnapshot, isWhole = true): void {
    const ids = new Map(snapshot.sessionIds);
    const isTaken = (provider: string) => !this.sessions.has(provider);
    const approvals = snapshot.approvals.filter(({ provider }) => isTaken(provider));
    for (const session of snapshot.sessions) {
      const { provider } = session;
      if (!isTaken(provider)) continue;
      this.sessions.set(provider, session);
      this.sessionIds.set(provider, ids.get(provider) ?? crypto.randomUUID());
    }
    for (const signIn of snapshot.signIns) {
      const known = this.sessions.has(signIn.provider) || this.signIns.has(signIn.provider);
      // A request for a code, or a question without the user, ends with the worker that asked.
      const goesOn = signIn.phase !== 'starting' && signIn.method !== 'silent';
      if (!known && goesOn) this.signIns.set(signIn.provider, signIn);
    }
    for (const kernel of snapshot.kernels) {
      if (!this.kernel(kernel.id)) this.setKernel(kernel);
    }
    for (const [provider, trouble] of snapshot.troubles) {
      if (!this.sessions.has(provider)) this.troubles.set(provider, trouble);
    }
    addMissing(this.environments, snapshot.environment);
    addMissing(this.hosts, snapshot.hosts);
    addMissing(this.hostKeys, snapshot.hostKeys);
    addMissing(this.metadata, snapshot.metadata);
    for (const provider of snapshot.signedOut) {
      if (!this.sessions.has(provider)) this.signedOut.add(provider);
    }
    this.questions.restore(approvals);
    for (const client of snapshot.sealed) this.sealed.add(client);
    this.changed(isWhole ? undefined : 'values');
  }

  private endId(provider: string): void {
    this.questions.end((about) => about.provider === provider);
    const id = this.sessionIds.get(provider);
    if (id === undefined) return;
    this.ended.add(id);
    this.sessionIds.delete(provider);
  }

  protected override changed(what?: 'values'): void {
    this.changes += 1;
    if (what === 'values') this.valueChanges += 1;
    for (const listener of [...this.listeners]) listener();
  }
}

function addMissing<T>(to: Map<string, T>, entries: readonly (readonly [string, T])[]): void {
  for (const [key, value] of entries) if (!to.has(key)) to.set(key, value);
}
