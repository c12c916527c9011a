import { anonymousUser, BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { InteractiveMethod, LabArchivesProvider } from '@jupyterlite-auth-bridge/protocol';
import { isOnItsWay, signInIsOver, startElsewhere } from '../flows/flow.js';
import type { FlowContext, FormFlow } from '../flows/flow.js';
import type { Form } from '../pages/form-page.js';
import { userFromName } from '../user/user-from-claims.js';
import type { LabArchivesCredential } from '../vault/types.js';
import { readUserAccessAnswer } from './read-answer.js';
import { readSignInCallback } from './sign-in-callback.js';
import type { AccessKey } from './sign.js';
import { signInUrl, userAccessInfoUrl } from './signed-url.js';

/** LabArchives must answer within this time (ms). */
const ANSWER_MS = 15_000;

/**
 * Sign-in to LabArchives: the user types the access key's password into the
 * worker's form, and then signs in at LabArchives' own page, which calls back
 * with an e-mail address and a code, or types a one-hour code.
 */
export class LabArchivesFlow implements FormFlow {
  constructor(
    readonly provider: LabArchivesProvider,
    private readonly context: FlowContext,
  ) {}

  firstMethod(): Promise<InteractiveMethod | undefined> {
    return Promise.resolve('form');
  }

  start(): Promise<void> {
    startElsewhere(this.provider.id, 'form', this.context);
    return Promise.resolve();
  }

  form(): Form {
    const { label, accessKeyId } = this.provider;
    return {
      title: `Sign in to ${label}`,
      intro: `The access key of your institution or project. This browser signs your calls with it; notebooks do not see it.`,
      fields: [
        ...(accessKeyId === undefined
          ? [{ name: 'accessKeyId', label: 'Access key id', type: 'text' } as const]
          : []),
        { name: 'accessPassword', label: 'Access password', type: 'password' },
        { name: 'email', label: 'E-mail address', type: 'email', action: 'code' },
        {
          name: 'code',
          label: 'One-hour code',
          type: 'password',
          action: 'code',
          hint: `In ${label}: your name at the top right, then "LA App authentication".`,
        },
      ],
      actions: [
        { action: 'callback', label: `Sign in at ${label}` },
        { action: 'code', label: 'Sign in with a one-hour code' },
      ],
    };
  }

  async submit(signIn: string, values: Readonly<Record<string, string>>): Promise<string> {
    const key = {
      accessKeyId: this.provider.accessKeyId ?? trimmed(values.accessKeyId),
      accessPassword: trimmed(values.accessPassword),
    };
    if (key.accessKeyId === '' || key.accessPassword === '') {
      throw new BridgeError(
        'sign-in-denied',
        'The access key is needed: its id and its password. Whoever runs your notebooks has it.',
      );
    }
    if (values.action === 'callback') return this.goToLabArchives(signIn, key);
    const user = { email: trimmed(values.email), code: trimmed(values.code) };
    if (user.email === '' || user.code === '') {
      throw new BridgeError('sign-in-denied', 'The e-mail address and the code are needed.');
    }
    await this.accept(key, user, signIn);
    return `${this.context.own}done?result=ok#_`;
  }

  /** Takes LabArchives' redirect back. Rejects with a BridgeError where it cannot be used. */
  async takeCallback(url: URL): Promise<void> {
    const { vault, own } = this.context;
    const signIn = vault.signIn(this.provider.id);
    if (!signIn?.typed || callbackUrl(own, signIn.state) !== addressOf(url)) throw signInIsOver();
    try {
      await this.accept(signIn.typed, readSignInCallback(url), signIn.id);
    } catch (error) {
      this.fail(signIn.id, error);
      throw error;
    }
  }

  /** The user has left the form: the notebook says what was wrong. */
  private fail(id: string, error: unknown): void {
    const { vault, runtime } = this.context;
    if (!isOnItsWay(vault, this.provider.id, id)) return;
    const { code, message } =
      error instanceof BridgeError
        ? error
        : new BridgeError('sign-in-failed', `The sign-in to ${this.provider.label} failed.`);
    vault.setSignIn({
      id,
      provider: this.provider.id,
      method: 'form',
      phase: code === 'sign-in-denied' ? 'denied' : 'failed',
      interval: 0,
      nextPollAt: 0,
      trouble: { code, detail: message, at: runtime.now() },
    });
  }

  /** LabArchives knows no `state`: the address that it comes back to cannot be guessed instead. */
  private async goToLabArchives(id: string, key: AccessKey): Promise<string> {
    const { vault, runtime, own } = this.context;
    const signIn = vault.signIn(this.provider.id);
    if (!signIn || !isOnItsWay(vault, this.provider.id, id)) throw signInIsOver();
    const state = runtime.random(32);
    vault.setSignIn({ ...signIn, state, typed: key });
    const target = callbackUrl(own, state);
    return (await signInUrl(this.provider.url, key, target, runtime.now())).href;
  }

  private async accept(
    key: AccessKey,
    user: { readonly email: string; readonly code: string },
    signIn: string,
  ): Promise<void> {
    const { runtime } = this.context;
    const url = await userAccessInfoUrl(this.provider.url, key, user, runtime.now());
    const response = await runtime
      .fetch(new Request(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) }))
      .catch((cause: unknown) => {
        throw new BridgeError(
          'issuer-unreachable',
          `${this.provider.label} could not be reached. Check the connection and try again. If it keeps failing, tell the site owner.`,
          { cause },
        );
      });
    const access = await readUserAccessAnswer(response);
    if (!isOnItsWay(this.context.vault, this.provider.id, signIn)) throw signInIsOver();
    const credential: LabArchivesCredential = { kind: 'labarchives', ...key, uid: access.id };
    const { email = user.email, name = email } = access;
    this.context.accept({
      provider: this.provider.id,
      via: 'form',
      credential,
      user: email === '' ? anonymousUser(runtime.random(8)) : userFromName(email, name),
      scopes: [],
      signIn,
    });
  }
}

function callbackUrl(own: string, state = ''): string {
  return `${own}callback/${state}`;
}

function addressOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function trimmed(value = ''): string {
  return value.trim();
}
