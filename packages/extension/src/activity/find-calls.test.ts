import { describe, expect, it } from 'vitest';
import { makeEntry } from '../testing/make-entry';
import { findCalls } from './find-calls';

const unanswered = makeEntry({ id: '4', method: 'PUT' }, 'status');
const ENTRIES = [
  makeEntry({ id: '1', url: 'https://api.example/users' }),
  makeEntry({ id: '2', status: 404, notebook: 'Other.ipynb' }),
  makeEntry({ id: '3', status: 200, method: 'POST' }),
  unanswered,
  makeEntry({ id: '5', status: 403, problem: 'kernel-revoked' }),
];
const ids = (text: string, failedOnly = false) =>
  findCalls(ENTRIES, { text, failedOnly }).map(({ id }) => id);

describe('findCalls', () => {
  it('gives all, newest first', () => {
    expect(ids('')).toEqual(['5', '4', '3', '2', '1']);
    expect(ENTRIES.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('gives those that failed: refused, answered with an error, or not at all', () => {
    expect(ids('', true)).toEqual(['5', '4', '2']);
  });

  it.each([
    ['users', ['1']],
    ['other 404', ['2']],
    ['REVOKED', ['5']],
    ['post', ['3']],
    ['  ', ['5', '4', '3', '2', '1']],
    ['users post', []],
  ])('finds %j', (text, found) => expect(ids(text)).toEqual(found));
});
