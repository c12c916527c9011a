import { base64url, utf8 } from '../runtime.js';

/**
 * A string of an ID token's shape (RFC 7519 section 3) with the user's claims,
 * and a handle where the signature would be: clients can read it, no server
 * takes it for the real one.
 */
export function idTokenStandIn(claims: Readonly<Record<string, unknown>>, handle: string): string {
  return [{ alg: 'RS256', typ: 'JWT' }, claims].map(encode).join('.') + `.${handle}`;
}

function encode(part: object): string {
  return base64url(utf8(JSON.stringify(part)));
}
