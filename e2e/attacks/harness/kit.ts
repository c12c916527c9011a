/** What an attack can say of one try. All that it was given, as JSON. */
export type Seen = Readonly<Record<string, unknown>>;

/** What scripts of attacks find where they run, so that each need not bring it. */
export interface Kit {
  /** By fetch; what came back, or the error's text. `name` goes into the query as `try`. */
  call(name: string, url: string, init?: RequestInit): Promise<Seen>;
  /** The same by a synchronous XMLHttpRequest. */
  xhr(name: string, url: string, headers?: Readonly<Record<string, string>>, method?: string): Seen;
  /** `url` with the name of the try in its query. */
  named(name: string, url: string): string;
  /** What the promise comes to, or 'nothing' after so many ms. */
  within<T>(ms: number, promise: Promise<T>): Promise<T | 'nothing'>;
}

/** Goes into the page and the attacker's worker as source: it may use nothing from outside. */
export function makeKit(): Kit {
  const named = (name: string, url: string) => {
    const [address = '', fragment] = url.split('#');
    const query = `${address.includes('?') ? '&' : '?'}try=${encodeURIComponent(name)}`;
    return address + query + (fragment === undefined ? '' : `#${fragment}`);
  };
  return {
    named,
    call: async (name, url, init = {}) => {
      try {
        // A call before the answer is known must end as well.
        const signal = AbortSignal.timeout(8_000);
        const response = await fetch(named(name, url), { signal, ...init });
        const { status, type, redirected } = response;
        const headers = [...response.headers];
        return {
          name,
          status,
          type,
          redirected,
          url: response.url,
          headers,
          text: await response.text(),
        };
      } catch (error) {
        return { name, error: String(error) };
      }
    },
    xhr: (name, url, headers = {}, method = 'GET') => {
      try {
        const request = new XMLHttpRequest();
        request.open(method, named(name, url), false);
        request.timeout = 10_000;
        for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value);
        request.send();
        const { status, responseURL, responseText } = request;
        return {
          name,
          status,
          responseURL,
          responseText,
          headers: request.getAllResponseHeaders(),
        };
      } catch (error) {
        return { name, error: String(error) };
      }
    },
    within: (ms, promise) =>
      Promise.race([
        promise,
        new Promise<'nothing'>((resolve) => setTimeout(resolve, ms, 'nothing')),
      ]),
  };
}
