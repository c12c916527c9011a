/**
 * URL of the page of the host that a user opens the notebooks from: the one
 * that has opened this page, where `referrer` says which, else the first of `origins`.
 */
export function hostPage(origins: readonly string[], referrer: string): string | undefined {
  const from = URL.canParse(referrer) ? new URL(referrer).origin : '';
  const origin = origins.includes(from) ? from : origins[0];
  return origin === undefined ? undefined : `${origin}/`;
}
