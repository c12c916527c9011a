import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AccessKey } from './access-key.js';
import { unknownAccessKey, wrongSignature, type Refusal } from './refusal.js';

/** `expires` further ahead is refused (ms): the longest that labapi signs for, and a minute for clocks. */
const LONGEST_AHEAD_MS = 6 * 60_000;

/**
 * Why a call's `akid`, `expires` and `sig` are not good; undefined where they
 * are. `expires` is the end of validity, as labapi takes it: a moment later the
 * call is refused, without the minutes of grace that LabArchives is said to give.
 * @param method the API method's name, or the redirect URI of a sign-in
 * @param now ms since the epoch
 */
export function verifyCall(
  { accessKeyId, accessPassword }: AccessKey,
  method: string,
  query: Readonly<Record<string, unknown>>,
  now: number,
): Refusal | undefined {
  const { akid, expires, sig } = query;
  if (typeof akid !== 'string' || !equal(akid, accessKeyId)) return unknownAccessKey();
  if (typeof expires !== 'string' || !/^\d{1,15}$/.test(expires)) {
    return wrongSignature('expires must be ms since the epoch');
  }
  const expected = createHmac('sha512', accessPassword)
    .update(`${akid}${method}${expires}`)
    .digest('base64');
  if (typeof sig !== 'string' || !equal(sig, expected)) return wrongSignature('it does not fit');
  if (Number(expires) <= now) return wrongSignature('it has expired');
  if (Number(expires) > now + LONGEST_AHEAD_MS) return wrongSignature('expires is too far ahead');
  return undefined;
}

/** Takes the same time wherever the first difference is. */
function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
