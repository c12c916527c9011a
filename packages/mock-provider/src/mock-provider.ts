import { authorizationRefusal } from './endpoints/authorize.js';
import type { Context } from './endpoints/context.js';
import { deviceAnswer } from './endpoints/device.js';
import { makeContext } from './endpoints/make-context.js';
import { protect } from './endpoints/protect.js';
import { serveAll } from './endpoints/serve-all.js';
import { tokenAnswer } from './endpoints/token.js';
import { withDefaults } from './options.js';
import type { MockProviderOptions, User } from './options.js';
import type { Endpoint, Paths } from './paths.js';
import { ScriptedServer } from './server/index.js';
import type { Answer, Received } from './server/index.js';
import type { Claims, Signing } from './tokens/id-tokens.js';
import { Secrets } from './tokens/secrets.js';
import type { TokenInfo } from './tokens/token-store.js';

/** An endpoint by its name, or any path of the provider's server. */
export type EndpointOrPath = Endpoint | `/${string}`;

type Fields = Readonly<Record<string, unknown>>;

/**
 * An OpenID provider for tests, on a real HTTP server: right by itself, and
 * wrong wherever a script, a fault or a wrong token is asked for.
 */
export class MockProvider {
  private constructor(
    readonly server: ScriptedServer,
    private readonly context: Context,
    private readonly given: Secrets,
  ) {
    serveAll(server, context);
  }

  /** Rejects where the port is taken. */
  static async start(options: MockProviderOptions = {}): Promise<MockProvider> {
    const server = await ScriptedServer.start(options);
    const secrets = new Secrets();
    const context = makeContext(withDefaults(options), server.origin, secrets);
    return new MockProvider(server, context, secrets);
  }

  /** Ends every connection, answered or not, and frees the port. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  get issuer(): string {
    return this.context.issuer;
  }

  get origin(): string {
    return this.server.origin;
  }

  get clientId(): string {
    return this.context.settings.clientId;
  }

  get paths(): Paths {
    return this.context.paths;
  }

  /** The absolute URL of an endpoint. */
  url(endpoint: EndpointOrPath): string {
    return this.origin + this.path(endpoint);
  }

  // What happened.

  /** Every request in its order, CORS preflights too. */
  get received(): readonly Received[] {
    return this.server.received;
  }

  /** What came for one endpoint, without preflights. */
  at(endpoint: EndpointOrPath): readonly Received[] {
    return this.server.at(this.path(endpoint));
  }

  /** Every access and refresh token, code and device code that was given away, and of ID tokens the signature. */
  get secrets(): readonly string[] {
    return this.given.all;
  }

  /** Requests to the token endpoint with a device code. */
  get polls(): number {
    return this.at('token').filter(({ form }) => form.has('device_code')).length;
  }

  /** Requests to the token endpoint with a refresh token. */
  get refreshes(): number {
    return this.at('token').filter(({ form }) => form.has('refresh_token')).length;
  }

  /** How often a refresh token was used that had served already. */
  get replays(): number {
    return this.context.tokens.replays;
  }

  /** What the provider knows of an access token: whether it is live, whose it is, which key it is bound to. */
  inspect(accessToken: string): TokenInfo {
    return this.context.tokens.inspect(accessToken);
  }

  // Scripts and faults.

  /** Answers requests one after the other in the endpoint's place; the last answer stays until `reset`. */
  on(endpoint: EndpointOrPath, ...answers: readonly Answer[]): void {
    this.server.on(this.path(endpoint), ...answers);
  }

  /** Answers the next `times` requests so, before any script; until `reset` where no number is given. */
  fault(endpoint: EndpointOrPath, answer: Answer, times?: number): void {
    this.server.fault(this.path(endpoint), answer, times);
  }

  /** Forgets the scripts and faults of an endpoint; of all, and the changes of ID tokens, without one. */
  reset(endpoint?: EndpointOrPath): void {
    this.server.reset(endpoint && this.path(endpoint));
    if (endpoint === undefined) this.changeIdTokens();
  }

  /** A device authorization answer with `more` put over it; its code can be approved as any other. */
  code(more: Fields = {}): Answer {
    return deviceAnswer(this.context, more);
  }

  /** A token answer with new, live tokens each time, whatever the request says. */
  tokens(more: Fields = {}, claims: Claims = {}, signing: Signing = {}): Answer {
    return tokenAnswer(more, { claims, signing }, this.context);
  }

  /** Sends the browser back from the authorization endpoint with an error such as `access_denied`. */
  authorizationRefusal(error: string): Answer {
    return authorizationRefusal(this.context, error);
  }

  /** An API of its own: what `answerFor` says to a live access token's user, 401 to all others. */
  protect(answerFor: (user: User) => Answer): Answer {
    return protect(this.context, answerFor);
  }

  // Metadata, keys and ID tokens.

  metadata(): Record<string, unknown> {
    return this.context.metadata.read();
  }

  /** Puts `changes` over the metadata; what is `undefined` there is left out. */
  changeMetadata(changes: Fields): void {
    this.context.metadata.change(changes);
  }

  /** From now on the metadata names the authorization endpoint, where the option kept it out. */
  allowAuthorization(): void {
    this.context.metadata.allowAuthorization();
  }

  /** Signs with a new key from now on, and returns its id. The old keys leave the JWKS unless `keepOld`. */
  async rotateKeys({ keepOld = false }: { readonly keepOld?: boolean } = {}): Promise<string> {
    return (await this.context.keys.rotate(keepOld)).kid;
  }

  /** An ID token of the chosen user. Claims that are `undefined` are left out. */
  idToken(claims: Claims = {}, signing: Signing = {}): Promise<string> {
    const { idTokens, users } = this.context;
    return idTokens.issue(users.chosen, { claims, signing });
  }

  /** Makes the ID tokens of all answers so from now on; rightly again without arguments. */
  changeIdTokens(claims: Claims = {}, signing: Signing = {}): void {
    this.context.idTokens.change(claims, signing);
  }

  // Users and their sign-ins.

  /** Who signs in next, by `sub`; throws where there is no such user. */
  chooseUser(sub: string): void {
    const { users } = this.context;
    users.chosen = users.find(sub);
  }

  /** Who has a session with the provider in the browser: `prompt=none` signs them in. */
  get signedIn(): User | undefined {
    return this.context.users.signedIn;
  }

  /** As if a user had signed in before: the chosen one, or by `sub`. */
  signIn(sub?: string): void {
    const { users } = this.context;
    users.signedIn = users.find(sub);
  }

  /** `prompt=none` is answered with `login_required` from now on. */
  signOut(): void {
    this.context.users.signedIn = undefined;
  }

  /** The chosen user confirms the code named, or the newest; throws where none is pending. */
  approve(userCode?: string): void {
    const { devices, users } = this.context;
    devices.settle('approved', userCode, users.chosen);
  }

  /** The user denies the code named, or the newest; throws where none is pending. */
  deny(userCode?: string): void {
    const { devices, users } = this.context;
    devices.settle('denied', userCode, users.chosen);
  }

  /** Answers the next polls with `slow_down`. */
  slowDown(times = 1): void {
    this.context.devices.slowDowns = times;
  }

  /** Every device code given away so far has expired. */
  expireDeviceCodes(): void {
    this.context.devices.expireAll();
  }

  /** Every access token given away so far has expired; the refresh tokens live. */
  expireAccessTokens(): void {
    this.context.tokens.endAccessTokens();
  }

  /** Every token given away so far is dead: a refresh is refused with `invalid_grant`. */
  revokeTokens(): void {
    this.context.tokens.revokeAll();
  }

  /** The DPoP nonce that clients know is refused from now on. */
  rotateDpopNonce(): void {
    this.context.dpop.rotateNonce();
  }

  private path(endpoint: EndpointOrPath): string {
    return isPath(endpoint) ? endpoint : this.paths[endpoint];
  }
}

function isPath(endpoint: EndpointOrPath): endpoint is `/${string}` {
  return endpoint.startsWith('/');
}
