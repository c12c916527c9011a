import { anonymousUser, BridgeError, isRecord } from '@jupyterlite-auth-bridge/protocol';
import type {
  BasicProvider,
  InteractiveMethod,
  SessionOrigin,
  TokenProvider,
  User,
} from '@jupyterlite-auth-bridge/protocol';
import type { Form } from '../pages/form-page.js';
import { grantsIn } from '../rules/grants.js';
import { base64, utf8 } from '../runtime.js';
import { userFromClaims, userFromName } from '../user/user-from-claims.js';
import type { Claims, Session } from '../vault/types.js';
import { isOnItsWay, signInIsOver, startElsewhere } from './flow.js';
import type { FlowContext, FormFlow } from './flow.js';

/** The check URL must answer within this time (ms). */
const CHECK_MS = 10_000;
/** Header values are of visible ASCII, RFC 9110 section 5.5; longer than any token that servers take. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

/** Providers whose credential the user types in: a token (RFC 6750 by default), or a name and a password (RFC 7617). */
export class TypedFlow implements FormFlow {
  constructor(
    readonly provider: TokenProvider | BasicProvider,
    private readonly context: FlowContext,
    /** Absolute; says whose credential it is. */
    private readonly checkUrl: string | undefined,
  ) {}

  firstMethod(): Promise<InteractiveMethod | undefined> {
    return Promise.resolve(this.provider.signIn.includes('form') ? 'form' : undefined);
  }

  start(): Promise<void> {
    startElsewhere(this.provider.id, 'form', this.context);
    return Promise.resolve();
  }

  async isRefused({ credential }: Session): Promise<boolean | undefined> {
    if (credential.kind !== 'header' || this.checkUrl === undefined) return undefined;
    try {
      await this.check(credential.authorization);
      return false;
    } catch (error) {
      return error instanceof BridgeError && error.code === 'sign-in-denied' ? true : undefined;
    }
  }

  form(): Form {
    const { label, type } = this.provider;
    const common = {
      title: `Sign in to ${label}`,
      actions: [{ action: 'sign-in', label: 'Sign in' }],
    };
    if (type === 'basic') {
      return {
        ...common,
        intro: `Your name and password at ${label}. Notebooks do not see them.`,
        fields: [
          { name: 'username', label: 'User name', type: 'text' },
          { name: 'password', label: 'Password', type: 'password' },
        ],
      };
    }
    const { tokenUrl } = this.provider;
    return {
      ...common,
      intro: `Paste a token of yours for ${label}. Notebooks do not see it.`,
      ...(tokenUrl !== undefined && {
        link: { url: tokenUrl, label: `Get a token from ${label}` },
      }),
      fields: [{ name: 'token', label: 'Token', type: 'password' }],
    };
  }

  async submit(signIn: string, values: Readonly<Record<string, string>>): Promise<string> {
    if (this.provider.type === 'token') await this.useToken(values.token ?? '', 'form', signIn);
    else await this.usePassword(values.username ?? '', values.password ?? '', signIn);
    return `${this.context.own}done?result=ok#_`;
  }

  /** Rejects with a BridgeError `sign-in-denied` where it is no token, or one that the check refuses. */
  async useToken(token: string, via: SessionOrigin, signIn?: string): Promise<void> {
    const { provider } = this;
    const value = token.trim();
    if (provider.type !== 'token' || !TOKEN.test(value)) {
      throw new BridgeError(
        'sign-in-denied',
        'That is no token: it is empty, or has spaces or other characters that no token has.',
      );
    }
    await this.accept(`${provider.scheme} ${value}`, via, undefined, signIn);
  }

  private async usePassword(username: string, password: string, signIn: string): Promise<void> {
    // RFC 7617 section 2: the name ends at the first colon; control characters are not allowed.
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    if (username === '' || /[:\0-\x1f\x7f]/.test(username) || /[\0-\x1f\x7f]/.test(password)) {
      throw new BridgeError(
        'sign-in-denied',
        'A user name is needed, without a colon; neither it nor the password may have control characters.',
      );
    }
    const bytes = utf8(`${username}:${password}`);
    await this.accept(`Basic ${base64(bytes)}`, 'form', userFromName(username), signIn);
  }

  private async accept(
    authorization: string,
    via: SessionOrigin,
    user: User | undefined,
    signIn: string | undefined,
  ): Promise<void> {
    const { context, provider } = this;
    const { vault } = context;
    const wasSignedOut = vault.isSignedOut(provider.id);
    const said = await this.check(authorization);
    if (signIn === undefined) {
      // A link takes no session's place, and brings none back that the user has ended meanwhile.
      if (vault.session(provider.id) || vault.isSignedOut(provider.id) !== wasSignedOut) return;
    } else if (!isOnItsWay(vault, provider.id, signIn)) {
      throw signInIsOver();
    }
    this.context.accept({
      provider: provider.id,
      via,
      credential: { kind: 'header', authorization },
      user: userOf(said) ?? user ?? anonymousUser(context.runtime.random(8)),
      scopes: [],
      roles: grantsIn(said),
      ...(signIn !== undefined && { signIn }),
    });
  }

  /** What the check says of the user whose credential it is: nothing where there is none. */
  private async check(authorization: string): Promise<Claims> {
    const { checkUrl, context } = this;
    const { label } = this.provider;
    if (checkUrl === undefined) return {};
    const request = new Request(checkUrl, {
      headers: { authorization, accept: 'application/json' },
      redirect: 'error', // the credential is for this address alone
      signal: AbortSignal.timeout(CHECK_MS),
    });
    const response = await context.runtime.fetch(request).catch(() => undefined);
    if (response?.status === 401 || response?.status === 403) {
      const what = this.provider.type === 'token' ? 'token' : 'user name and password';
      throw new BridgeError('sign-in-denied', `${label} does not accept this ${what}.`);
    }
    if (!response?.ok) {
      throw new BridgeError(
        'issuer-unreachable',
        `${label} could not check what you typed. Check the connection and try again. If it keeps failing, tell the site owner.`,
      );
    }
    // At the top, or in `data`.
    const answer: unknown = await response.json().catch(() => undefined);
    const said = isRecord(answer) && isRecord(answer.data) ? answer.data : answer;
    return isRecord(said) ? said : {};
  }
}

/** From the standard claims' names. */
function userOf(said: Claims): User | undefined {
  const { login, username, id } = said;
  const sub = [said.sub, username, login, id].find((value) => typeof value === 'string');
  const claims = { preferred_username: username ?? login, ...said, sub };
  return sub === undefined && said.name === undefined && said.email === undefined
    ? undefined
    : userFromClaims(claims);
}
