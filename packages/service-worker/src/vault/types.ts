import type {
  JsonObject,
  SessionOrigin,
  SignInMethod,
  Trouble,
  User,
} from '@jupyterlite-auth-bridge/protocol';

/**
 * A sign-in's way as the vault knows it: `silent` asks the issuer without the user (`prompt=none`),
 * `host` waits until the user has opened the notebooks again from the host.
 */
export type Method = SignInMethod | 'silent';

/** Sent as `Authorization: Bearer` (RFC 6750 section 2.1), or `DPoP` where it is bound to a key (RFC 9449). */
export interface BearerCredential {
  readonly kind: 'bearer';
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** The key that the tokens are bound to. */
  readonly dpopKey?: DpopKey;
}

/** An EC P-256 key pair as JWKs: how it goes to the keeper. In use it cannot be extracted. */
export interface DpopKey {
  readonly privateKey: JsonWebKey;
  readonly publicKey: JsonWebKey;
}

/** Sent as `X-Account-Id` and `X-Auth-Token`. */
export interface HeaderPairCredential {
  readonly kind: 'header-pair';
  readonly accountId: string;
  readonly authToken: string;
}

/** What the user typed in, as the value of the Authorization header. */
export interface HeaderCredential {
  readonly kind: 'header';
  readonly authorization: string;
}

/** Signs each call's query. */
export interface LabArchivesCredential {
  readonly kind: 'labarchives';
  readonly accessKeyId: string;
  readonly accessPassword: string;
  /** The user's id with this key: each call's `uid`. */
  readonly uid: string;
}

export type Credential =
  BearerCredential | HeaderPairCredential | HeaderCredential | LabArchivesCredential;

/** What one sign-in yields for one provider. */
export interface Session {
  readonly provider: string;
  readonly via: SessionOrigin;
  readonly credential: Credential;
  readonly user: User;
  readonly scopes: readonly string[];
  /** When its access token came (ms since the epoch). */
  readonly issuedAt?: number;
  /** ms since the epoch. */
  readonly expiresAt?: number;
  /** From when on (ms since the epoch) it is renewed before it is used. */
  readonly renewAt?: number;
  /** Id of the sign-in that it came of. */
  readonly signIn?: string;
  /** Of the ID token, verified. */
  readonly claims?: Claims;
  /** Of the access token, where it is a JWT; read, not verified: it is the API's to verify. */
  readonly tokenClaims?: Claims;
  /** Roles that the host, the userinfo endpoint or the check URL names; absent where it was not asked or gave no answer. */
  readonly roles?: readonly string[];
}

export type Claims = Readonly<Record<string, unknown>>;

/** What a provider says of itself: `server` (discovery) and `keys`, with when they came, and `busyUntil` (ms since the epoch). Nothing in it is secret. */
export type Metadata = Readonly<Record<string, unknown>>;

/** A sign-in in progress; `deviceCode`, `typed` and `dpopKey` are credentials. */
export interface SignIn {
  readonly id: string;
  readonly provider: string;
  readonly method: Method;
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
  /** What the user typed in before going to the provider's own page. */
  readonly typed?: Omit<LabArchivesCredential, 'kind' | 'uid'>;
  /** Last part of the address that the provider comes back to, where it knows no `state` of its own. */
  readonly state?: string;
  /** Digests of the `state` of its last authorization requests, oldest first: no other request is the worker's. */
  readonly states?: readonly string[];
  /** Key pair that the tokens will be bound to. */
  readonly dpopKey?: DpopKey;
}

/** A running kernel: its handles by provider id, and the page that started it (none for a client known by its flow alone). */
export interface Kernel {
  readonly id: string;
  readonly page: string | undefined;
  /** Kept where the kernel is revoked: they are known for what they were. */
  readonly handles: Readonly<Record<string, string>>;
  /** Path of its notebook or name of its console. */
  readonly notebook?: string;
  /** ms since the epoch. */
  readonly startedAt?: number;
  /** Its handles are dead, and it gets no new ones. */
  readonly revoked?: boolean;
  /** Client ids that have shown its handle first: calls of theirs without one are the kernel's, too. */
  readonly clients?: readonly string[];
}

/** Everything the vault holds, as it goes to the keeper and comes back. Whoever changes it raises `STATE_FORMAT` of the keeper's wire. */
export interface VaultSnapshot {
  readonly sessions: readonly Session[];
  /** Random, made once at sign-in and kept over renewals; in no message, and not a secret once the session is over. */
  readonly sessionIds: readonly (readonly [provider: string, id: string])[];
  readonly signIns: readonly SignIn[];
  readonly kernels: readonly Kernel[];
  readonly troubles: readonly (readonly [provider: string, trouble: DatedTrouble])[];
  /** Environment that a profile adds after sign-in, by provider. */
  readonly environment: readonly (readonly [provider: string, env: Record<string, string>])[];
  /** Pages (client ids) that have a host, and what it sent, without its credential. */
  readonly hosts: readonly (readonly [page: string, data: JsonObject | null])[];
  /** The key that each page (client id) has shown first: what its host sends comes with it. */
  readonly hostKeys: readonly (readonly [page: string, key: string])[];
  /** Providers that the user has signed out of: nothing signs in again unasked. */
  readonly signedOut: readonly string[];
  /** Clients (ids) whose script the worker has sealed, oldest first. */
  readonly sealed: readonly string[];
  readonly metadata: readonly (readonly [provider: string, metadata: Metadata])[];
  /** What the user has said yes to for as long as the provider's session lasts. */
  readonly approvals: readonly Approval[];
}

/** Whose calls, by which rule: what a question is about, and the user's yes. */
export interface Approval {
  readonly provider: string;
  /** Position in `apis`. */
  readonly rule: number;
  /** Absent: calls that show no handle. */
  readonly kernel?: string;
}

export interface DatedTrouble extends Trouble {
  /** ms since the epoch. */
  readonly at: number;
}
