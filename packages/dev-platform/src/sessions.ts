import type { Request, Response } from 'express';
import type Provider from 'oidc-provider';
import { findByUserId, type TestAccount } from './accounts.js';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Who is signed in at the platform, by cookie. It is the provider's own
 * session: signed in at the host page means signed in at the device page.
 */
export class Sessions {
  constructor(private readonly provider: Provider) {}

  async accountOf(request: Request, response: Response): Promise<TestAccount | undefined> {
    const session = await this.#session(request, response);
    return findByUserId(session.accountId);
  }

  /** Begins a new session; one that the browser had before ends. */
  async signIn(request: Request, response: Response, account: TestAccount): Promise<void> {
    await this.signOut(request, response);
    const session = new this.provider.Session();
    session.loginAccount({ accountId: account.userId });
    await session.save(DAY_SECONDS);
    this.#setCookie(request, response, session.jti);
  }

  async signOut(request: Request, response: Response): Promise<void> {
    const session = await this.#session(request, response);
    if (session.accountId !== undefined) await session.destroy();
    this.#setCookie(request, response, null);
  }

  #session(request: Request, response: Response) {
    return this.provider.Session.get(this.provider.createContext(request, response));
  }

  #setCookie(request: Request, response: Response, value: string | null): void {
    const { cookies } = this.provider.createContext(request, response);
    cookies.set(this.provider.cookieName('session'), value, {
      httpOnly: true,
      sameSite: 'lax',
      overwrite: true,
    });
  }
}
