/** An OAuth error answer (RFC 6749 section 5.2) by its `error` code. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  constructor(
    readonly error: string,
    options?: ErrorOptions,
  ) {
    super(`The issuer answered "${error}".`, options);
  }
}
