import { base64, utf8 } from '../runtime.js';

/** What LabArchives gives a site owner or an institution. The password signs every call and is never sent. */
export interface AccessKey {
  readonly accessKeyId: string;
  /** Never empty. */
  readonly accessPassword: string;
}

/**
 * LabArchives' signature: base64 of HMAC-SHA-512, keyed with the access
 * password, over access key id, method and `expires` put together (UTF-8).
 * @param call.method the API method's own name, or the redirect URI of a sign-in
 * @param call.expires ms since the epoch
 */
export async function sign(
  call: AccessKey & { readonly method: string; readonly expires: number },
): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    utf8(call.accessPassword),
    { name: 'HMAC', hash: 'SHA-512' },
    false,
    ['sign'],
  );
  const message = utf8(`${call.accessKeyId}${call.method}${call.expires}`);
  const signature = await crypto.subtle.sign('HMAC', key, message);
  return base64(signature);
}
