import type { Json, JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { dateTime } from './format-time';

/** One claim, as it is shown. */
export interface ClaimRow {
  readonly name: string;
  readonly value: string;
  /** Local date and time of a claim that is one. */
  readonly time?: string;
}

/** Claims that are a NumericDate, in s since the epoch (RFC 7519 section 2). */
const TIMES = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at'];

/** The largest time that a Date can hold (s). */
const LAST = 8.64e12;

/** What begins like a JWT (RFC 7519) inside a claim: a token is never shown. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*/g;

/** The claims in the order in which the token has them, values as text. */
export function claimRows(claims: JsonObject, locale?: string): readonly ClaimRow[] {
  return Object.entries(claims).map(([name, value]) => {
    const isTime = TIMES.includes(name) && typeof value === 'number' && Math.abs(value) < LAST;
    const row = { name, value: textOf(value).replaceAll(TOKEN, '…') };
    return isTime ? { ...row, time: dateTime(value * 1000, locale) } : row;
  });
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isList ? value.join(', ') : JSON.stringify(value);
}
