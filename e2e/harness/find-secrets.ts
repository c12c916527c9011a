import type { Notebook } from './notebook.js';
import type { ScriptFrame } from './script-frame.js';

/** Everything a kernel's Python can see of its own state, as one text. */
const KERNEL_DUMP = `
def _dump():
    import gc, os, sys, json
    seen, parts = set(), [json.dumps(dict(os.environ))]
    def add(value, depth):
        if id(value) in seen or depth > 6:
            return
        seen.add(id(value))
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, (bytes, bytearray)):
            parts.append(bytes(value).decode("latin-1"))
        elif isinstance(value, dict):
            for key, item in list(value.items()):
                add(key, depth + 1); add(item, depth + 1)
        elif isinstance(value, (list, tuple, set, frozenset)):
            for item in list(value):
                add(item, depth + 1)
    for item in gc.get_objects():
        if isinstance(item, (dict, list, tuple, set)):
            add(item, 0)
    add(dict(globals()), 0)
    return "\\n".join(parts)
import base64 as _b64, zlib as _zlib
print(_b64.b64encode(_zlib.compress(_dump().encode("utf-8", "replace"))).decode())
`;

/** Whoever gave credentials away in this run, or typed them in. */
export interface SecretSource {
  issuedSecrets(): readonly { readonly kind: string; readonly value: string }[];
}

/** What a browser's profile shows besides its pages. */
export interface SearchableProfile {
  /** Console lines of every page and worker, from the profile's start; undefined where the browser tells none. */
  readonly console: readonly string[] | undefined;
  /** All of them, as one text. */
  cookies(): Promise<string>;
  /** Of every tab. */
  addresses(): Promise<readonly string[]>;
}

/** Where in the profile a secret of this run turned up: empty when all is well. */
export async function findSecrets(
  source: SecretSource,
  profile: SearchableProfile,
  places: { readonly frame: ScriptFrame; readonly notebooks: readonly Notebook[] },
): Promise<readonly string[]> {
  const { inflateSync } = await import('node:zlib');
  const secrets = source.issuedSecrets();
  if (secrets.length === 0)
    throw new Error('no secret was issued in this run: nothing to look for');
  const texts = new Map<string, string>();
  texts.set('console', (profile.console ?? []).join('\n'));
  texts.set('page', await places.frame.evaluate(() => document.documentElement.outerHTML));
  texts.set('page scripts', await pageVariables(places.frame));
  texts.set('storage', await storage(places.frame));
  texts.set('cookies', await profile.cookies());
  texts.set('addresses', (await profile.addresses()).join('\n'));
  for (const notebook of places.notebooks) {
    texts.set(`${notebook.path} saved`, await notebook.saved());
    texts.set(`${notebook.path} outputs`, await notebook.text());
    const dump = await notebook.execute(KERNEL_DUMP);
    texts.set(`${notebook.path} kernel`, inflateSync(Buffer.from(dump, 'base64')).toString());
  }
  return [...texts].flatMap(([place, text]) =>
    secrets.filter(({ value }) => text.includes(value)).map(({ kind }) => `${kind} in ${place}`),
  );
}

/** Strings that can be reached from `window` in a few steps. */
async function pageVariables(frame: ScriptFrame): Promise<string> {
  return frame.evaluate(() => {
    const seen = new WeakSet();
    const found: string[] = [];
    const visit = (value: unknown, depth: number) => {
      if (typeof value === 'string') found.push(value);
      if (typeof value !== 'object' || value === null || depth > 5 || seen.has(value)) return;
      seen.add(value);
      if (value instanceof Node || value instanceof Window) return;
      for (const key of Object.getOwnPropertyNames(value)) {
        try {
          visit((value as Record<string, unknown>)[key], depth + 1);
        } catch {
          // a getter that throws holds no string for us
        }
      }
      if (value instanceof Map) for (const item of value.values()) visit(item, depth + 1);
    };
    for (const key of Object.getOwnPropertyNames(window)) {
      try {
        visit((window as unknown as Record<string, unknown>)[key], 0);
      } catch {
        // likewise
      }
    }
    return found.join('\n');
  });
}

/** localStorage, sessionStorage, IndexedDB and Cache Storage of the site's origin, keys and bodies included. */
async function storage(frame: ScriptFrame): Promise<string> {
  return frame.evaluate(async () => {
    const parts: unknown[] = [localStorage, sessionStorage];
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const db = await done(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const objects = db.transaction(store).objectStore(store);
        parts.push(await done(objects.getAllKeys()), await done(objects.getAll()));
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        parts.push(request.url, [...request.headers], [...(response?.headers ?? [])]);
        parts.push(await response?.text());
      }
    }
    return JSON.stringify(parts);
  });
}
