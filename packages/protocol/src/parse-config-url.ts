import { describe, quote } from './parse-config-error.js';
import { refuse } from './parse-config-combinators.js';
import type { Parser } from './parse-config-combinators.js';

/**
 * URLs in `auth.json` have one spelling only: what is written is what the
 * browser compares with. The addon's `urls.py` has the same table of reasons.
 */
export const REASONS = {
  ascii: 'ASCII without spaces: an international host name in punycode (xn--...)',
  backslash: 'a URL without a backslash',
  fragment: 'a URL without a fragment (#)',
  query: 'a URL without a query (?)',
  queryCharacters: 'a query whose special characters are percent-encoded',
  userinfo: 'a URL without a user name or password',
  host: 'a plain host: lower-case ASCII letters, digits, hyphens and dots, no wildcard, no dot at the end; an IP address in its shortest form',
  port: 'a port from 1 to 65535 that is not the default of its scheme',
  https: 'https (http only for localhost, *.localhost, 127.0.0.0/8 and [::1])',
  originOnly: 'an origin: no path and no slash at the end',
  encodedSeparator: 'a path without an encoded slash, backslash, dot, percent or control character',
  percent: 'a path in which % only begins an escape such as %20',
  dotSegment: 'a path without dot segments',
  emptySegment: 'a path without empty segments (//)',
  pathCharacters:
    'a plain path of letters, digits and - . _ ~ ! & , = : @ (others percent-encoded): no wildcard, no regular expression',
} as const;

type Reason = (typeof REASONS)[keyof typeof REASONS];

interface UrlKind {
  readonly expected: string;
  readonly reach: 'origin' | 'path' | 'query';
  readonly relative: boolean;
}

export const webUrl = urlParser({
  expected: 'an https URL (http only for a loopback host)',
  reach: 'path',
  relative: false,
});

/** RFC 6749 section 3.1 allows an endpoint a query, never a fragment. */
export const endpointUrl = urlParser({
  expected: 'an https URL (http only for a loopback host)',
  reach: 'query',
  relative: false,
});

export const ruleUrl = urlParser({
  expected: 'an https URL (http only for a loopback host) or a path relative to the site',
  reach: 'path',
  relative: true,
});

/** Where a credential is tried: on the site itself too. */
export const checkUrl = urlParser({
  expected: 'an https URL (http only for a loopback host) or a path relative to the site',
  reach: 'query',
  relative: true,
});

const EXCHANGE = "a URL on one of 'host.origins'";

export const origin = urlParser({
  expected: "an origin such as 'https://platform.example'",
  reach: 'origin',
  relative: false,
});

/** An endpoint on one of these origins. */
export function exchangeUrl(origins: unknown): Parser<string> {
  return {
    expected: endpointUrl.expected,
    parse: (value, place) => {
      const url = endpointUrl.parse(value, place);
      if (typeof url !== 'string') return url;
      const isHosts = Array.isArray(origins) && origins.includes(new URL(url).origin);
      return isHosts ? url : refuse(place, quote(url), EXCHANGE);
    },
  };
}

/** A host, with a port where it has one. */
export const hostAndPort = textParser(
  "a host such as 'platform.example' or 'localhost:8001': no scheme and no path",
  (text, expected) => {
    if (!/^[A-Za-z0-9.:[\]*_-]+$/.test(text)) return expected;
    return whyNotAuthority(schemeOfHost(text), text);
  },
);

/** A host without a port. */
export const hostName = textParser(
  "a host name such as 'tenant.eu.auth0.com': no scheme, port or path",
  (text, expected) => (/^[A-Za-z0-9.*_-]+$/.test(text) ? whyNotAuthority('https', text) : expected),
);

/** What calls to a host go by: http where it is a loopback host. */
export function schemeOfHost(text: string): 'http' | 'https' {
  return isLoopback(text.replace(/:[0-9]*$/, '')) ? 'http' : 'https';
}

function urlParser(kind: UrlKind): Parser<string> {
  return textParser(kind.expected, (text) => whyNot(text, kind));
}

function textParser(
  expected: string,
  whyNotText: (text: string, expected: string) => string | undefined,
): Parser<string> {
  return {
    expected,
    parse: (value, place) => {
      if (typeof value !== 'string') return refuse(place, describe(value), expected);
      const reason = whyNotText(value, expected);
      if (reason === undefined) return value;
      // The error must not repeat a password.
      return refuse(place, quote(value.replace(/^.*@/s, '***@')), reason);
    },
  };
}

const USERINFO = /^(?:[a-z][a-z0-9+.-]*:[\\/]*|[\\/]{2,})[^\\/?#]*@/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const ABSOLUTE = /^(https?):\/\/([^/?]*)(\/[^?]*)?(\?.*)?$/;

function whyNot(text: string, kind: UrlKind): string | undefined {
  if (USERINFO.test(text)) return REASONS.userinfo;
  const early = whyNotCharacters(text, kind);
  if (early !== undefined) return early;
  if (kind.relative && text !== '' && !SCHEME.test(text) && !text.startsWith('//')) {
    const [path, query] = splitQuery(text);
    return whyNotPath(path.replace(/^(?:\.\/|\/)?/, '/')) ?? whyNotQuery(query);
  }
  const [matched, scheme = '', authority = '', path = '', query = ''] = ABSOLUTE.exec(text) ?? [];
  if (matched === undefined) return kind.expected;
  if (kind.reach === 'origin' && path + query !== '') return REASONS.originOnly;
  return (
    whyNotAuthority(scheme, authority) ??
    (path === '' ? undefined : whyNotPath(path)) ??
    whyNotQuery(query)
  );
}

function splitQuery(text: string): [string, string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function whyNotQuery(query: string): Reason | undefined {
  const isPlain = /^[A-Za-z0-9._~!$&()*+,;=:@/?%-]*$/.test(query);
  return isPlain ? undefined : REASONS.queryCharacters;
}

function whyNotCharacters(text: string, kind: UrlKind): Reason | undefined {
  if (/[^\x21-\x7e]/.test(text)) return REASONS.ascii;
  if (text.includes('\\')) return REASONS.backslash;
  if (text.includes('#')) return REASONS.fragment;
  if (kind.reach !== 'query' && text.includes('?')) return REASONS.query;
  return undefined;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?:(?:${LABEL}\\.)*${LABEL}|\\[[0-9a-f:]+\\])$`);
const LONGEST_HOST = 253;

function whyNotAuthority(scheme: string, authority: string): Reason | undefined {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  // An IPv4 address in IPv6 clothes is a second spelling of the same host.
  const isPlain = HOST.test(host) && host.length <= LONGEST_HOST && !host.startsWith('[::ffff:');
  if (!isPlain || !isNormalHost(host)) return REASONS.host;
  if (port !== undefined && !isPort(scheme, port)) return REASONS.port;
  return scheme === 'https' || isLoopback(host) ? undefined : REASONS.https;
}

function isPort(scheme: string, port: string): boolean {
  const standard = scheme === 'https' ? '443' : '80';
  return /^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65535 && port !== standard;
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(host)
  );
}

const PATH_TESTS: readonly (readonly [RegExp, Reason])[] = [
  [/%(?![0-9a-f]{2})/i, REASONS.percent],
  [/%(?:2[ef5]|5c|[01][0-9a-f]|7f)/i, REASONS.encodedSeparator],
  [/\/\.\.?(?:\/|$)/, REASONS.dotSegment],
  [/[^A-Za-z0-9._~!&,=:@%/-]/, REASONS.pathCharacters],
  [/\/\//, REASONS.emptySegment],
];

function whyNotPath(path: string): Reason | undefined {
  return PATH_TESTS.find(([pattern]) => pattern.test(path))?.[1];
}

/** Spelled as the URL Standard serializes it: decides on addresses and on punycode. */
function isNormalHost(host: string): boolean {
  const url = `https://${host}/`;
  return URL.canParse(url) && new URL(url).hostname === host;
}
