import type {
  ErrorCode,
  HostSession,
  HostUser,
  SessionReason,
} from '@jupyterlite-auth-bridge/protocol';

export interface SessionRequest {
  /** `start`: any session will do. `renew`: the last one ends or was refused, so get a new one. */
  readonly reason: SessionReason;
}

export interface NotebookState {
  /**
   * `loading` until the notebooks' site has greeted this page, `signed-in` and
   * `signed-out` from then on, `apart` for a tab that this page cannot talk to,
   * `failed` where the notebooks cannot be reached, `closed` after `dispose()`.
   */
  readonly status: 'loading' | 'signed-in' | 'signed-out' | 'apart' | 'failed' | 'closed';
  /** Whom the notebooks call the API as; with `signed-in` alone. */
  readonly user?: HostUser;
  /** What went wrong last, in words for a developer. It holds no credential. */
  readonly problem?: { readonly code: ErrorCode; readonly detail: string };
}

export interface NotebookOptions {
  /**
   * The credential of the user who is signed in here, or null where nobody is.
   * Called when the notebooks start and whenever they need a fresh one; it
   * never reaches the notebooks' code. A rejection is told in `onState`.
   */
  readonly getSession: (
    request: SessionRequest,
  ) => HostSession | null | Promise<HostSession | null>;
  /** What notebooks find in `data_from_host`: JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Called with what a notebook sends. It is the notebook's word: check it. */
  readonly onData?: (data: unknown) => void;
  readonly onState?: (state: NotebookState) => void;
}

export interface NotebookHost {
  readonly state: NotebookState;
  /** How many greetings were not taken: of other windows, of other origins, or a second one. */
  readonly ignored: number;
  /** Replaces `data`, in running notebooks too. */
  setData(data: Readonly<Record<string, unknown>>): void;
  /** The user has signed out here: the notebooks' session that came from here ends. */
  signOut(): void;
  /** Ends the connection and its listeners. The notebooks go on with the session that they have. */
  dispose(): void;
}
