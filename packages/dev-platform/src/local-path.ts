/** `next` if it is a path of this origin, else `/`: a sign-in must not send the user elsewhere. */
export function localPath(next: unknown, origin: string): string {
  if (typeof next !== 'string' || !URL.canParse(next, origin)) return '/';
  const url = new URL(next, origin);
  return url.origin === origin ? `${url.pathname}${url.search}` : '/';
}
