import type { Flow } from '../flows/flow.js';
import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';
import type { DatedTrouble } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';

/** Between two looks at what is due when nothing is pending (ms). */
const IDLE_TICK_MS = 20_000;
/** Between two looks at most in a row, however much is due (ms). */
const SHORTEST_TICK_MS = 100;

export interface SignInClockContext {
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly flow: (provider: string) => Flow | undefined;
}

/** Moves sign-ins on by time: polls where a poll is due, ends what was not finished in time. */
export class SignInClock {
  private loops = 0;

  constructor(private readonly context: SignInClockContext) {}

  /** Does what is due; returns ms until something is due again. Called by timers and by the keeper. */
  async tick(): Promise<number> {
    const { vault, runtime, flow } = this.context;
    await Promise.all(
      vault.allSignIns().map(async ({ provider }) => {
        await flow(provider)?.poll?.();
        this.endOverdue(provider);
      }),
    );
    const waits = vault
      .allSignIns()
      .filter(({ phase }) => phase === 'pending')
      .map(({ interval, nextPollAt, expiresAt = Infinity }) =>
        // A poll that is under way is lost with a worker that is stopped: come again as if it were over.
        Math.min(Math.min(nextPollAt, expiresAt) - runtime.now(), interval || Infinity),
      );
    return Math.max(0, Math.min(IDLE_TICK_MS, ...waits));
  }

  /** Keeps ticking while a sign-in is pending and the worker lives; the keeper does the same from outside. */
  async tickWhilePending(): Promise<void> {
    const { vault, runtime } = this.context;
    // The loop before may sleep for longer than a new sign-in can wait: it ends when it wakes.
    this.loops += 1;
    const loop = this.loops;
    const isPending = () => vault.allSignIns().some(({ phase }) => phase === 'pending');
    while (loop === this.loops && isPending()) {
      await delay(runtime, Math.max(await this.tick(), SHORTEST_TICK_MS));
    }
  }

  /** A sign-in that the user has not finished in time; the device flow ends its own. */
  private endOverdue(id: string): void {
    const { vault, runtime, flow } = this.context;
    const signIn = vault.signIn(id);
    if (signIn?.phase !== 'pending' || runtime.now() < (signIn.expiresAt ?? Infinity)) return;
    if (signIn.method === 'silent') {
      vault.dropSignIn(id, signIn.id);
      return;
    }
    const { provider, method } = signIn;
    const trouble: DatedTrouble = {
      code: 'sign-in-expired',
      detail: `The sign-in to ${flow(id)?.provider.label ?? id} was not finished in time. Start it again.`,
      at: runtime.now(),
    };
    const over = { phase: 'expired', interval: 0, nextPollAt: 0, trouble } as const;
    vault.setSignIn({ id: signIn.id, provider, method, ...over });
  }
}
