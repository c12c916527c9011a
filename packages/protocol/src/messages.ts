import type { ActivityPage } from './activity.js';
import type { ErrorCode } from './errors.js';
import type { BridgeState, CallAnswer, InteractiveMethod } from './state.js';
import type { JsonObject } from './json.js';

/** Raised when a message changes in a way that an older side cannot read. */
export const PROTOCOL_VERSION = 1;

/** Page to worker. Each is answered on the port that came with it. */
export type PageRequest =
  /** The first word of a page that is loaded. `host`: it has a parent or an opener that may be the host. */
  | { readonly type: 'auth-bridge:hello'; readonly version: number; readonly host: boolean }
  /** Asks for the state, which changes nothing. */
  | { readonly type: 'auth-bridge:get-state' }
  /** Starts a sign-in, with the first provider if none is named. `method`: by this one, instead of the one that is on its way. */
  | {
      readonly type: 'auth-bridge:sign-in';
      readonly provider?: string;
      readonly method?: InteractiveMethod;
    }
  /** A token that came in the page's URL, for the first provider of type `token`. */
  | { readonly type: 'auth-bridge:use-token'; readonly token: string }
  /** A host's one-time code that came in the page's URL, which was `url` without it. */
  | { readonly type: 'auth-bridge:use-code'; readonly code: string; readonly url: string }
  /** From the worker's own form alone: what the user typed in, by the form's field names. */
  | {
      readonly type: 'auth-bridge:submit-form';
      readonly provider: string;
      readonly signIn: string;
      readonly values: Readonly<Record<string, string>>;
    }
  /** Ends the sign-in that is on its way. Calls that wait for it are refused. */
  | { readonly type: 'auth-bridge:cancel-sign-in'; readonly provider?: string }
  /** Ends the session: in every tab, and for every kernel's handle. */
  | { readonly type: 'auth-bridge:sign-out'; readonly provider?: string }
  /** The user's word on a question of the state; without effect where that question is gone. */
  | { readonly type: 'auth-bridge:answer-call'; readonly id: string; readonly answer: CallAnswer }
  /** Whether a host can be asked for a credential through this page. */
  | { readonly type: 'auth-bridge:host-present'; readonly present: boolean }
  /** From the page's early code: what this page's host sends comes with this key from now on. The first key is the page's. */
  | { readonly type: 'auth-bridge:claim-host'; readonly key: string }
  /** What the host handed over through `window.postMessage`, with the key that the page has claimed. */
  | {
      readonly type: 'auth-bridge:host-data';
      readonly payload: JsonObject;
      readonly key: string;
    }
  /** With a port to the host, after the one for the answer, which comes when the host has given its session. */
  | {
      readonly type: 'auth-bridge:host-port';
      /** The host's, as the browser told the page. */
      readonly origin: string;
      readonly key: string;
    }
  /** A kernel of this page is to get its environment and handles. `handle`: the one that a kernel holds which has been running since before the worker was started. */
  | {
      readonly type: 'auth-bridge:kernel-started';
      readonly kernel: string;
      readonly handle?: string;
      /** It was revoked before the worker was started anew. */
      readonly revoked?: boolean;
    }
  /** What runs in the kernel: the path of its notebook, the name of its console. */
  | {
      readonly type: 'auth-bridge:kernel-named';
      readonly kernel: string;
      readonly notebook: string;
    }
  /** Its handles are dead from now on, and it gets no new ones before its restart. Of any page's kernel. */
  | { readonly type: 'auth-bridge:revoke-kernel'; readonly kernel: string }
  /** The calls of notebooks. `after`: the cursor of the last answer, for what has come since. */
  | { readonly type: 'auth-bridge:get-activity'; readonly after?: string }
  /** Its handles are dead from now on. */
  | { readonly type: 'auth-bridge:kernel-stopped'; readonly kernel: string }
  /** What is to be put into a kernel of this page now. */
  | { readonly type: 'auth-bridge:get-kernel-values'; readonly kernel: string };

export type PageRequestType = PageRequest['type'];

/** What the page needs of the configuration; everything else stays in the worker. */
export interface PageConfig {
  readonly hostOrigins: readonly string[];
  /** Whether kernels have to be sealed (docs/sealed.md). */
  readonly sealed: boolean;
}

/** What is put into a kernel: `os.environ` and, in host mode, `data_from_host`. No credential in it. */
export interface KernelValues {
  readonly env: Readonly<Record<string, string>>;
  readonly dataFromHost?: JsonObject;
  /** Handle of the first provider; absent in the no-auth mode. */
  readonly handle?: string;
  /** Absolute URL of the worker's endpoints for kernels, ending in a slash. */
  readonly endpoint: string;
}

/** The answer to each request, by its type. */
export interface PageReplies {
  'auth-bridge:hello': {
    readonly version: number;
    readonly config: PageConfig;
    readonly state: BridgeState;
  };
  'auth-bridge:get-state': { readonly state: BridgeState };
  'auth-bridge:sign-in': { readonly state: BridgeState };
  'auth-bridge:use-token': { readonly state: BridgeState };
  'auth-bridge:use-code': { readonly state: BridgeState };
  /** Where the form goes on: a page of the worker's or the provider's own. */
  'auth-bridge:submit-form': { readonly next: string };
  'auth-bridge:cancel-sign-in': { readonly state: BridgeState };
  'auth-bridge:sign-out': { readonly state: BridgeState };
  'auth-bridge:answer-call': { readonly state: BridgeState };
  'auth-bridge:host-present': { readonly state: BridgeState };
  'auth-bridge:claim-host': Record<string, never>;
  'auth-bridge:host-data': { readonly state: BridgeState };
  'auth-bridge:host-port': Record<string, never>;
  'auth-bridge:kernel-started': { readonly values: KernelValues };
  'auth-bridge:kernel-stopped': Record<string, never>;
  'auth-bridge:get-kernel-values': { readonly values: KernelValues };
  'auth-bridge:kernel-named': Record<string, never>;
  'auth-bridge:revoke-kernel': { readonly state: BridgeState };
  'auth-bridge:get-activity': ActivityPage;
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly detail: string } };

/** Worker to every page of its scope, unasked. */
export type WorkerEvent =
  /** Something in the state changed. */
  | { readonly type: 'auth-bridge:state'; readonly state: BridgeState }
  /** What kernels hold changed: ask for their values and push them. */
  | { readonly type: 'auth-bridge:kernel-values-changed' }
  /** A credential is needed: ask the host. */
  | { readonly type: 'auth-bridge:host-needed' }
  /** To one page: load `url` in a hidden frame, at most for `ms` milliseconds. It asks the issuer without the user. */
  | { readonly type: 'auth-bridge:authorize-silently'; readonly url: string; readonly ms: number }
  /** The user has signed out of the provider with this label. `endSession`: a URL of the worker's that leads to where the issuer's own session is ended. */
  | {
      readonly type: 'auth-bridge:signed-out';
      readonly label: string;
      readonly endSession?: string;
    };
