/** A page of ours; the fragment of its own keeps that of the answered URL from being inherited. */
export function ownPage(page: string): URL {
  const url = new URL(page);
  if (url.hash === '') url.hash = '_';
  return url;
}

/** RFC 9110 section 15.4.4. */
export function seeOther(target: URL): Response {
  return new Response(null, {
    status: 303,
    headers: {
      location: target.href,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  });
}
