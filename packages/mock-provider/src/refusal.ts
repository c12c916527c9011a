/** A request that is refused: the `error` code of RFC 6749 section 5.2, RFC 6750, RFC 8628 section 3.5 or RFC 9449. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly error: string,
    /** What the client did wrong, for whoever debugs it. */
    readonly description?: string,
    readonly code = 400,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(description ?? error);
  }
}
