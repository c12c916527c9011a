import { siteAuth } from '../../scripts/lib/e2e-site.mjs';

/** The part of the demo site's auth.json that is changed. */
interface DemoAuth {
  apis: readonly object[];
  readonly providers: { readonly platform: { signIn: readonly string[]; label: string } };
}

/** What of the demo site's auth.json is to be another. */
export interface Changes {
  readonly signIn?: readonly string[];
  readonly label?: string;
  readonly apis?: readonly object[];
}

/** The demo site's auth.json with these changes. */
export async function demoAuth(changes: Changes = {}): Promise<DemoAuth> {
  const auth = (await siteAuth()) as DemoAuth;
  const { apis, ...provider } = changes;
  Object.assign(auth.providers.platform, provider);
  if (apis) auth.apis = apis;
  return auth;
}
