import type { JsonObject, SignInMethod, Trouble, User } from '@jupyterlite-auth-bridge/protocol';

/** A sign-in that the user takes part in. */
export type InteractiveMethod = Exclude<SignInMethod, 'host'>;

/** Sent as `Authorization: Bearer`, RFC 6750 section 2.1. */
export interface BearerCredential {
  readonly kind: 'bearer';
  readonly accessToken: string;
  readonly refreshToken?: string;
}

/** Sent as `X-Account-Id` and `X-Auth-Token`. */
export interface HeaderPairCredential {
  readonly kind: 'header-pair';
  readonly accountId: string;
  readonly authToken: string;
}

export type Credential = BearerCredential | HeaderPairCredential;

/** What one sign-in yields for one provider. */
export interface Session {
  readonly provider: string;
  readonly via: SignInMethod;
  readonly credential: Credential;
  readonly user: User;
  readonly scopes: readonly string[];
  /** ms since the epoch. */
  readonly expiresAt?: number;
  /** Id of the sign-in that it came of. */
  readonly signIn?: string;
  /** Of the ID token, verified. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A sign-in in progress; `deviceCode` is a credential. */
export interface SignIn {
  readonly id: string;
  readonly provider: string;
  /** Absent: `device`. */
  readonly method?: InteractiveMethod;
  readonly phase: 'starting' | 'pending' | 'denied' | 'expired' | 'failed';
  readonly deviceCode?: string;
  readonly userCode?: string;
  readonly verificationUri?: string;
  readonly verificationUriComplete?: string;
  /** ms since the epoch. */
  readonly expiresAt?: number;
  /** ms between two polls. */
  readonly interval: number;
  /** ms since the epoch: no poll before. */
  readonly nextPollAt: number;
  readonly trouble?: DatedTrouble;
}

/** A running kernel: its handles by provider id, and the page that started it (none for a client known by its flow alone). */
export interface Kernel {
  readonly id: string;
  readonly page: string | undefined;
  readonly handles: Readonly<Record<string, string>>;
}

/** Everything the vault holds, as it goes to the keeper and comes back. */
export interface VaultSnapshot {
  readonly sessions: readonly Session[];
  readonly signIns: readonly SignIn[];
  readonly kernels: readonly Kernel[];
  readonly troubles: readonly (readonly [provider: string, trouble: DatedTrouble])[];
  /** Environment that a profile adds after sign-in, by provider. */
  readonly environment: readonly (readonly [provider: string, env: Record<string, string>])[];
  /** Pages (client ids) that have a host, and what it sent, without its credential. */
  readonly hosts: readonly (readonly [page: string, data: JsonObject | null])[];
}

export interface DatedTrouble extends Trouble {
  /** ms since the epoch. */
  readonly at: number;
}
