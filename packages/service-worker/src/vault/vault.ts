import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { clientKernelId, clientOf } from './handles.js';
import { Questions } from './questions.js';
import type { DatedTrouble, Kernel, Session, SignIn, VaultSnapshot } from './types.js';

/** A kernel's nested workers are clients too, in some browsers; more than this are not told apart. */
const MOST_CLIENTS = 50;
/** So many sealed clients are remembered: nobody tells when one is gone. */
const MOST_SEALED = 200;

/**
 * The one owner of the worker's state. In memory only; every change raises the
 * revision and tells the listeners.
 */
export class Vault {
  private readonly sessions = new Map<string, Session>();
  private readonly signIns = new Map<string, SignIn>();
  private readonly kernels = new Map<string, Kernel>();
  /** handle to [kernel id, provider id] */
  private readonly handles = new Map<string, readonly [string, string]>();
  /** handle of a revoked kernel to the kernel's id */
  private readonly revokedHandles = new Map<string, string>();
  /** client id to the id of the kernel whose handle it has shown */
  private readonly clients = new Map<string, string>();
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
  private readonly metadata = new Map<string, JsonObject>();
  /** provider to the id of its session */
  private readonly sessionIds = new Map<string, string>();
  private readonly ended = new Set<string>();
  /** What the user is asked about calls, and said. */
  readonly questions = new Questions(() => this.changed());
  private readonly sealed = new Set<string>();
  private changes = 0;
  private valueChanges = 0;

  /** @param boot unique for this start of the worker */
  constructor(readonly boot: string) {}

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
  providerMetadata(provider: string): JsonObject | undefined {
    return this.metadata.get(provider);
  }

  setProviderMetadata(provider: string, metadata: JsonObject): void {
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

  kernel(id: string): Kernel | undefined {
    return this.kernels.get(id);
  }

  allKernels(): readonly Kernel[] {
    return [...this.kernels.values()];
  }

  /** Replaces a kernel of the same id: its old handles are dead from then on. */
  setKernel(kernel: Kernel): void {
    this.dropHandles(kernel.id);
    this.kernels.set(kernel.id, kernel);
    for (const [provider, handle] of Object.entries(kernel.handles)) {
      if (kernel.revoked) this.revokedHandles.set(handle, kernel.id);
      else this.handles.set(handle, [kernel.id, provider]);
    }
    for (const client of kernel.clients ?? []) this.clients.set(client, kernel.id);
    this.changed();
  }

  nameKernel(id: string, notebook: string): void {
    const kernel = this.kernels.get(id);
    if (!kernel || kernel.notebook === notebook) return;
    this.kernels.set(id, { ...kernel, notebook });
    this.changed();
  }

  /** The kernel's handles are dead, those that its clients got by a sign-in of their own as well. */
  revokeKernel(id: string): void {
    const kernel = this.kernels.get(id);
    if (!kernel || kernel.revoked) return;
    for (const client of kernel.clients ?? []) this.revokeKernel(clientKernelId(client));
    this.questions.end((about) => about.kernel === id);
    this.setKernel({ ...kernel, revoked: true });
  }

  /** True where calls have to show whose they are. */
  get hasRevoked(): boolean {
    return this.revokedHandles.size > 0;
  }

  /** Whose handle it is or, of a revoked kernel, was. */
  kernelOfHandle(handle: string): string | undefined {
    const id = this.handles.get(handle)?.[0] ?? this.revokedHandles.get(handle);
    const client = id === undefined ? undefined : clientOf(id);
    return (client === undefined ? undefined : this.clients.get(client)) ?? id;
  }

  /** The kernel that a client is of, as far as it has shown a handle. */
  kernelOfClient(client: string): string | undefined {
    if (client === '') return undefined; // of nested workers, in Chromium: any of them
    const own = clientKernelId(client);
    return this.clients.get(client) ?? (this.kernels.has(own) ? own : undefined);
  }

  /** Remembers that a client has shown the kernel's handle. The first one counts, and none of a page. */
  addClient(id: string, client: string): void {
    const kernel = this.kernels.get(id);
    if (!kernel || client === '' || this.clients.has(client)) return;
    if (clientOf(id) === client) return;
    const clients = kernel.clients ?? [];
    if (clients.length >= MOST_CLIENTS || this.isPage(client)) return;
    this.kernels.set(id, { ...kernel, clients: [...clients, client] });
    this.clients.set(client, id);
    this.changed();
  }

  /** Every kernel's handle of the provider is dead, and a new one, by `mint`, in its place. */
  replaceHandles(provider: string, mint: () => string): void {
    for (const kernel of [...this.kernels.values()]) {
      if (kernel.handles[provider] === undefined || kernel.revoked) continue;
      const others = Object.fromEntries(
        Object.entries(kernel.handles).filter(([other]) => other !== provider),
      );
      if (kernel.page !== undefined) {
        this.setKernel({ ...kernel, handles: { ...others, [provider]: mint() } });
        continue;
      }
      // A client that is known by its flow alone learns no new one.
      if (Object.keys(others).length > 0) this.setKernel({ ...kernel, handles: others });
      else this.removeKernel(kernel.id);
    }
    this.changed('values');
  }

  removeKernel(id: string): void {
    this.dropHandles(id);
    this.questions.end(({ kernel }) => kernel === id);
    if (this.kernels.delete(id)) this.changed();
  }

  /** Forgets what belongs to pages that are gone. */
  keepPages(pages: ReadonlySet<string>): void {
    for (const kernel of this.kernels.values()) {
      const kept = kernel.page === undefined ? pages.size > 0 : pages.has(kernel.page);
      if (!kept) this.removeKernel(kernel.id);
    }
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

  /** Whose handle it is, or undefined for a dead or made-up one. */
  ownerOf(handle: string): { kernel: string; provider: string } | undefined {
    const owner = this.handles.get(handle);
    return owner && { kernel: owner[0], provider: owner[1] };
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
      kernels: [...this.kernels.values()],
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
      if (!this.kernels.has(kernel.id)) this.setKernel(kernel);
    }
    for (const [provider, trouble] of snapshot.troubles) {
      if (!this.sessions.has(provider)) this.troubles.set(provider, trouble);
    }
    for (const [provider, env] of snapshot.environment) {
      if (!this.environments.has(provider)) this.environments.set(provider, env);
    }
    for (const [page, data] of snapshot.hosts) {
      if (!this.hosts.has(page)) this.hosts.set(page, data);
    }
    for (const [page, key] of snapshot.hostKeys) {
      if (!this.hostKeys.has(page)) this.hostKeys.set(page, key);
    }
    for (const provider of snapshot.signedOut) {
      if (!this.sessions.has(provider)) this.signedOut.add(provider);
    }
    for (const [provider, metadata] of snapshot.metadata) {
      if (!this.metadata.has(provider)) this.metadata.set(provider, metadata);
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

  private dropHandles(kernel: string): void {
    const { handles = {}, clients = [] } = this.kernels.get(kernel) ?? {};
    for (const handle of Object.values(handles)) {
      this.handles.delete(handle);
      this.revokedHandles.delete(handle);
    }
    for (const client of clients) this.clients.delete(client);
  }

  private isPage(client: string): boolean {
    return [...this.kernels.values()].some(({ page }) => page === client);
  }

  private changed(what?: 'values'): void {
    this.changes += 1;
    if (what === 'values') this.valueChanges += 1;
    for (const listener of [...this.listeners]) listener();
  }
}
