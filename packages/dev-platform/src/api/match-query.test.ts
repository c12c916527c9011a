import { describe, expect, it } from 'vitest';
import { matchQuery, parseQuery, QueryError } from './match-query.js';

const entity = { name: 'Silicon', owner: { _id: 'me' }, isDefault: true };

describe('matchQuery', () => {
  it.each([
    [{}, true],
    [{ isDefault: true }, true],
    [{ isDefault: false }, false],
    [{ isDefault: 'true' }, false],
    [{ 'owner._id': 'me', name: 'Silicon' }, true],
    [{ 'owner._id': 'me', name: 'Germanium' }, false],
    [{ 'name.length': 7 }, false],
    [{ name: { $in: ['Silicon', 'Germanium'] } }, true],
    [{ name: { $in: [] } }, false],
    [{ isEntitySet: { $ne: true } }, true],
    [{ isDefault: { $ne: true } }, false],
  ])('%j: %s', (query, expected) => {
    expect(matchQuery(entity, query)).toBe(expected);
  });

  it('names the operator that it does not understand', () => {
    expect(() => matchQuery(entity, { name: { $regex: 'S' } })).toThrow('not $regex');
  });
});

describe('parseQuery', () => {
  it('takes an absent query for everything', () => {
    expect([parseQuery(undefined), parseQuery('')]).toEqual([{}, {}]);
  });

  it.each(['[]', 'null', '1', '{', ['{}', '{}']])('refuses %j', (text) => {
    expect(() => parseQuery(text)).toThrow(QueryError);
  });
});
