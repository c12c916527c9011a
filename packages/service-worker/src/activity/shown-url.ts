import { decodeOnce } from '@jupyterlite-auth-bridge/protocol';
import { HANDLE_PREFIX } from '../vault/handles.js';

const LONGEST_URL = 2_000;
/** A query without `=` is a name; one that is longer may be a value. */
const LONGEST_NAME = 60;

/** What begins like a JWT (RFC 7519). */
const TOKEN = /eyJ[\w-]{8,}/;

/**
 * A call's URL as the activity list and questions show it: origin, path and the names of the
 * query's parameters. No user, fragment, value, handle or JWT is in it, and at
 * most 2,000 characters are.
 */
export function shownUrl({ origin, pathname, search }: URL): string {
  const path = pathname.slice(0, LONGEST_URL).split('/').map(shownPart).join('/');
  return (origin + path + shownQuery(search.slice(1, LONGEST_URL))).slice(0, LONGEST_URL);
}

function shownQuery(query: string): string {
  if (query === '') return '';
  const names = query.split('&').map((pair) => pair.replace(/=.*/s, ''));
  return `?${names.map(shownName).join('&')}`;
}

function shownName(name: string): string {
  return name.length > LONGEST_NAME ? '<long>' : shownPart(name);
}

function shownPart(part: string): string {
  const plain = decodeOnce(part);
  if (plain.includes(HANDLE_PREFIX)) return '<handle>';
  return TOKEN.test(plain) ? '<token>' : part;
}
