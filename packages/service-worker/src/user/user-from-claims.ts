import type { User } from '@jupyterlite-auth-bridge/protocol';

/**
 * Jupyter's user model from OpenID Connect standard claims (Core 5.1).
 * Anything that is not a non-empty string is passed over.
 */
export function userFromClaims(claims: Readonly<Record<string, unknown>>): User {
  const subject = text(claims.sub) ?? 'anonymous';
  const username = text(claims.preferred_username) ?? text(claims.email) ?? subject;
  const name = text(claims.name) ?? username;
  const picture = httpsUrl(claims.picture);
  return {
    username,
    name,
    display_name: text(claims.given_name) ?? name,
    initials: initialsOf(name),
    ...(picture !== undefined && { avatar_url: picture }),
  };
}

/** A user of whom nothing but a name or an id is known. */
export function userFromName(username: string, name = username): User {
  return { username, name, display_name: name, initials: initialsOf(name) };
}

/** First letters of the first and the last word, upper-case. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => firstLetter(word ?? '')).join('');
}

function firstLetter(word: string): string {
  return word.slice(0, word.codePointAt(0) === word.charCodeAt(0) ? 1 : 2).toUpperCase();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function httpsUrl(value: unknown): string | undefined {
  const candidate = text(value);
  return candidate !== undefined && URL.canParse(candidate) && candidate.startsWith('https://')
    ? candidate
    : undefined;
}
