import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { InteractiveMethod } from '@jupyterlite-auth-bridge/protocol';
import type { OAuthPart } from './load-oauth.js';
import type { Form } from '../pages/form-page.js';
import type { SessionProvider } from '../providers.js';
import type { Runtime } from '../runtime.js';
import type { DpopKey, Method, Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';

/** How sessions of one provider come about, are renewed and end: one for each type of provider. */
export interface Flow {
  readonly provider: SessionProvider;
  /** The first of the provider's methods that can work here and now. Never rejects. */
  firstMethod(): Promise<InteractiveMethod | undefined>;
  /** Puts a sign-in into the vault. Never rejects: what goes wrong becomes the sign-in's phase. */
  start(method: InteractiveMethod): Promise<void>;
  /** Does what is due for the sign-in in the vault, its end apart. Never rejects. */
  poll?(): Promise<void>;
  /** True where `renew` may yield a session without the user. */
  canRenew?(session: Session): boolean;
  /**
   * A session in place of `stale`. Rejects with an OAuthError where the
   * provider refused for good, with a BridgeError where it may be tried again.
   */
  renew?(stale: Session): Promise<Session>;
  /** Puts a sign-in into the vault that asks nothing of the user, and has a page carry it out; its id. */
  startSilently?(): Promise<string | undefined>;
  /** True where the provider says that the session's credential is no longer good; undefined where it cannot be asked. */
  isRefused?(session: Session): Promise<boolean | undefined>;
  /** Tells the provider that the session is over. Never rejects. */
  revoke?(session: Session): Promise<void>;
  /** URL of the worker's own that leads to where the provider's own session is ended. Never rejects. */
  endSessionUrl?(): Promise<string | undefined>;
  /** Asks the provider who the user is where the session does not say; sets it, and the user's roles, in the vault. Never rejects. */
  learnUser?(session: Session): Promise<void>;
  /** The same for the roles, where they were not learned yet. */
  learnRoles?(session: Session): Promise<void>;
}

/** What flows need of their surroundings. */
export interface FlowContext {
  readonly vault: Vault;
  readonly runtime: Runtime;
  /** The second script, evaluated the first time. Throws a BridgeError where it cannot be had. */
  readonly oauth: () => OAuthPart;
  /** Absolute URL below which the worker answers itself. */
  readonly own: string;
  /** Whether a page of the site is not in a frame. */
  hasTopLevelPage(): Promise<boolean>;
  /** Have a page load `url` in a hidden frame, for `ms` milliseconds at most; false where there is no page. */
  authorizeSilently(url: string, ms: number): Promise<boolean>;
  /** A sign-in yielded this session (a renewal does not count). */
  accept(session: Session): void;
}

/** How long the user may take at the provider's page, or to type (ms). */
export const AUTHORIZATION_MS = 10 * 60_000;

/** A flow whose sign-in is a form of the worker's own. */
export interface FormFlow extends Flow {
  form(): Form;
  /**
   * Takes what the user typed; resolves to the URL where the form goes on.
   * Rejects with a BridgeError whose message is shown on the form.
   */
  submit(signIn: string, values: Readonly<Record<string, string>>): Promise<string>;
}

export function isFormFlow(flow: Flow): flow is FormFlow {
  return 'form' in flow;
}

/** True until the user has cancelled the sign-in, signed out or begun another: every answer may come late. */
export function isOnItsWay(vault: Vault, provider: string, signIn: string): boolean {
  const current = vault.signIn(provider);
  return current?.id === signIn && current.phase === 'pending';
}

/** What was typed in, or came back, belongs to no sign-in that is on its way. */
export function signInIsOver(): BridgeError {
  return new BridgeError(
    'sign-in-expired',
    'This sign-in is over: close this page and start it again in the notebook.',
  );
}

/**
 * Puts a sign-in into the vault that goes on elsewhere, in the worker's form, at the host's page or
 * at the issuer, and is over after `ms` milliseconds. Returns its id.
 */
export function startElsewhere(
  provider: string,
  method: Exclude<Method, 'device'>,
  { vault, runtime }: Pick<FlowContext, 'vault' | 'runtime'>,
  {
    ms = AUTHORIZATION_MS,
    dpopKey,
  }: { readonly ms?: number; readonly dpopKey?: DpopKey | undefined } = {},
): string {
  const [id, expiresAt] = [runtime.random(9), runtime.now() + ms];
  vault.setSignIn({
    id,
    provider,
    method,
    phase: 'pending',
    interval: 0,
    nextPollAt: expiresAt,
    expiresAt,
    ...(dpopKey && { dpopKey }),
  });
  return id;
}
