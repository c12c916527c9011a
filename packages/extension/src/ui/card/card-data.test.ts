import { expect, it } from 'vitest';
import { makeProvider } from '../../testing/make-provider';
import { readCard, viewOf } from './card-data';

const provider = makeProvider();
const other = makeProvider({ id: 'other', label: 'Other' });
const state = {
  ...{ build: '1', boot: 'b', changes: 0, kernels: [] },
  providers: [provider, other],
};

it('takes the provider and the load of the page from an output, and nothing else', () => {
  const forged = { provider: 'platform', page: 'p', label: 'Bank', status: 'signed-in', user: {} };
  expect(readCard(forged)).toEqual({ provider: 'platform', page: 'p' });
});

it.each([
  ['nothing', undefined],
  ['a text', 'platform'],
  ['a list', ['platform']],
  ['other types', { provider: { id: 'platform' }, page: 1 }],
])('reads %s as an output that names nothing', (_, data) => {
  expect(readCard(data)).toEqual({ provider: '', page: '' });
});

it("is live with the bridge's own state in the page that ran the cell", () => {
  expect(viewOf({ provider: 'other', page: 'p' }, state, 'p')).toEqual({
    kind: 'live',
    provider: other,
  });
});

it.each([
  ['of another load of the page', { provider: 'platform', page: 'before' }, 'Mat3ra'],
  ['that does not say of which', { provider: 'platform', page: '' }, 'Mat3ra'],
  ['of a provider that is not there', { provider: 'constructor', page: 'p' }, undefined],
])('names at most the provider in one %s', (_, data, label) => {
  expect(viewOf(data, state, 'p')).toEqual({ kind: 'earlier', label });
});

it('knows no provider before the worker has said which there are', () => {
  const data = { provider: 'platform', page: 'p' };
  expect(viewOf(data, undefined, 'p')).toEqual({ kind: 'earlier', label: undefined });
});
