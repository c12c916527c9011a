import type { Provider, SignInMethod } from './config.js';
import type { ErrorCode } from './errors.js';
import type { JsonObject } from './json.js';
import type { KernelState } from './kernel-state.js';
import type { User } from './user.js';

/**
 * What pages and kernels may know of the vault. No field of it is a
 * credential, and none ever becomes one.
 */
export interface BridgeState {
  /** Build id of the worker that answers: its code and its configuration. */
  readonly build: string;
  /** The start of the worker that it is of, and how often the state has changed since: an older one may come later. */
  readonly boot: string;
  readonly changes: number;
  /** In the order of `auth.json`. Empty in the no-auth mode. */
  readonly providers: readonly ProviderState[];
  /** Calls that wait for the user's word, oldest question first. Absent: none. */
  readonly questions?: readonly QuestionState[];
  /** In the order in which they were started. */
  readonly kernels: readonly KernelState[];
}

/** Calls of one kernel, or of those that showed no handle, that one rule holds until the user has answered. */
export interface QuestionState {
  /** Of what is listed here, and no more: with another call in the list it is another id. */
  readonly id: string;
  /** Label of the provider whose credential the calls would get. */
  readonly label: string;
  readonly rule: RuleState;
  /** Id of the kernel that the calls' handle belongs to; absent where they showed none. */
  readonly kernel?: string;
  readonly calls: readonly HeldCallState[];
}

/** What the rule covers that a question is of. */
export interface RuleState {
  /** Position in `apis`, from 0. */
  readonly index: number;
  /** As written in `auth.json`; may be relative to the site. */
  readonly url: string;
  /** Absent: all. */
  readonly methods?: readonly string[];
}

export interface HeldCallState {
  readonly method: string;
  /** Without the values in its query, and without its fragment. */
  readonly url: string;
  /** How many of it wait. */
  readonly count: number;
}

/** `once`: the calls of the question; `session`: also all later ones of that kernel and rule while the provider's session lasts. */
export type CallAnswer = 'once' | 'session' | 'no';

/** A sign-in that the user takes part in. */
export type InteractiveMethod = Exclude<SignInMethod, 'host'>;

/**
 * How a session came about: a way of `signIn`, or without the user's part by
 * `prompt=none` (`silent`), a token in the URL (`link`), or a code that a
 * client in a kernel redeemed (`client`).
 */
export type SessionOrigin = SignInMethod | 'silent' | 'link' | 'client';

/** Of the provider types that have sessions: `none` has none and is not shown. */
export type SessionProviderType = Exclude<Provider['type'], 'none'>;

export type SessionStatus = 'signed-out' | 'signing-in' | 'signed-in';

export interface ProviderState {
  readonly id: string;
  readonly label: string;
  readonly type: SessionProviderType;
  readonly status: SessionStatus;
  readonly session?: SessionState;
  readonly signIn?: SignInState;
  /** Why the last session or sign-in ended, until the next one starts. */
  readonly trouble?: Trouble;
}

export interface SessionState {
  readonly user: User;
  readonly via: SessionOrigin;
  /** Scopes granted. */
  readonly scopes: readonly string[];
  /** When the access token came, in ms since the epoch; absent where `expiresAt` is. */
  readonly issuedAt?: number;
  /** When the access token ends, in ms since the epoch; absent where the provider does not say. */
  readonly expiresAt?: number;
  /** True where the worker can get a new access token without the user. */
  readonly renewable: boolean;
  /** Claims of the ID token, verified by the worker. Not the token. */
  readonly claims?: JsonObject;
  /** Claims of the access token where it is a JWT, as it says them: the API verifies them, the worker does not. */
  readonly tokenClaims?: JsonObject;
}

/** A sign-in in progress. With a code (RFC 8628 section 3.3) where the method is `device`. */
export interface SignInState {
  /** Unique for each attempt: a dialog that was closed does not come up again for the same one. */
  readonly id: string;
  /** `host`: waits until the user has opened the notebooks again from the host. */
  readonly method: SignInMethod;
  /** Methods that the user may choose instead. */
  readonly others: readonly InteractiveMethod[];
  /** `starting` has no code yet; the last three are final. */
  readonly phase: 'starting' | 'pending' | 'denied' | 'expired' | 'failed';
  readonly userCode?: string;
  readonly verificationUri?: string;
  readonly verificationUriComplete?: string;
  /** When the code ends, in ms since the epoch. */
  readonly expiresAt?: number;
  readonly trouble?: Trouble;
}

export interface Trouble {
  readonly code: ErrorCode;
  /** One or two sentences for the user: what happened and what to do. */
  readonly detail: string;
}

/**
 * The answer of the worker's endpoints for kernels (`session`, `sign-in`,
 * `sign-out`): the state of the provider that the caller's handle belongs to.
 */
export interface KernelSessionAnswer {
  /** Changes whenever the state does; send it back as `?after=` to wait for the next change. */
  readonly revision: string;
  readonly provider: ProviderState;
  /** The caller's handle from now on: signing out ends the one that it asked with. */
  readonly handle: string;
  /** Absent: its kernel has got no problem for an answer since the worker was started, or not of late. */
  readonly problem?: KernelProblem;
}

/** The last answer to a kernel's calls that the worker made itself. */
export interface KernelProblem extends Trouble {
  /** The answer's HTTP status. */
  readonly status: number;
  /** When the call was made, in ms since the epoch. */
  readonly time: number;
}
