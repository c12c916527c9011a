import { LabArchivesError, unusableAnswer } from './labarchives-error.js';
import { childOf, readXml, XmlError } from './read-xml.js';
import type { XmlElement } from './read-xml.js';

/** More characters than this and the answer is not read: one of a user with 1,000 notebooks has about 200,000. */
export const LONGEST_ANSWER = 2_000_000;

export interface LabArchivesNotebook {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
}

/** Who signed in, and what they may open. */
export interface UserAccess {
  /** `uid` of every later call; good until the user takes it back, but only for calls signed with the same key. */
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly notebooks: readonly LabArchivesNotebook[];
}

/**
 * Reads the answer of `users/user_access_info` or `users/user_info_via_id`. A
 * notebook without an id or a name is passed over, as labapi does.
 * @throws LabArchivesError where it is an error document of LabArchives
 * @throws BridgeError `issuer-refused` where it is anything else
 */
export function readUserAccessInfo(xml: string): UserAccess {
  const root = document(xml);
  if (root.name === 'error') throw errorOf(root);
  if (root.name !== 'users') throw unusableAnswer('another document than the one asked for');
  // Not `.//id`: notebooks have ids too, and LabArchives promises no order.
  const id = textOf(root, 'id');
  if (id === undefined) throw unusableAnswer("the user's id is missing");
  const name = textOf(root, 'fullname') ?? joined(root, 'first-name', 'last-name');
  const email = textOf(root, 'email');
  return {
    id,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    notebooks: (childOf(root, 'notebooks')?.children ?? []).flatMap(notebook),
  };
}

/** The error that an answer tells of; undefined where it is no error document of LabArchives. */
export function readLabArchivesError(xml: string): LabArchivesError | undefined {
  try {
    const root = document(xml);
    return root.name === 'error' ? errorOf(root) : undefined;
  } catch {
    return undefined;
  }
}

function document(xml: string): XmlElement {
  if (xml.length > LONGEST_ANSWER) throw unusableAnswer('it is far too long');
  try {
    return readXml(xml);
  } catch (error) {
    const reason = error instanceof XmlError ? error.message : 'not XML';
    throw unusableAnswer(reason, error);
  }
}

function errorOf(root: XmlElement): LabArchivesError {
  const code = textOf(root, 'error-code') ?? '';
  if (!/^\d{1,9}$/.test(code)) throw unusableAnswer('an error without a code');
  return new LabArchivesError(Number(code), textOf(root, 'error-description') ?? '');
}

function notebook(element: XmlElement): LabArchivesNotebook[] {
  const id = textOf(element, 'id');
  const name = textOf(element, 'name');
  if (element.name !== 'notebook' || id === undefined || name === undefined) return [];
  return [{ id, name, isDefault: textOf(element, 'is-default')?.toLowerCase() === 'true' }];
}

function joined(element: XmlElement, ...names: readonly string[]): string | undefined {
  const parts = names.flatMap((name) => textOf(element, name) ?? []);
  return parts.length > 0 ? parts.join(' ') : undefined;
}

function textOf(element: XmlElement, name: string): string | undefined {
  const text = childOf(element, name)?.text;
  return text === '' ? undefined : text;
}
