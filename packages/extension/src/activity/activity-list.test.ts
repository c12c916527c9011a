import type { ActivityPage } from '@jupyterlite-auth-bridge/protocol';
import { expect, it, vi } from 'vitest';
import { makeEntry } from '../testing/make-entry';
import { ActivityList } from './activity-list';

function setUp(...pages: readonly (ActivityPage | Error)[]) {
  const asked: unknown[] = [];
  const left = [...pages];
  const request = (message: unknown) => {
    asked.push(message);
    const next = left.shift() ?? { entries: [], cursor: 'end' };
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const list = new ActivityList({ request: request as never });
  return { list, asked, ids: () => list.entries.map(({ id }) => id) };
}
const page = (cursor: string, ...ids: string[]): ActivityPage => ({
  entries: ids.map((id) => makeEntry({ id })),
  cursor,
});

it('asks for what is new, and keeps what a worker that was stopped has forgotten', async () => {
  const { list, asked, ids } = setUp(page('a.2', 'a.1', 'a.2'), page('b.1', 'b.1'));
  await list.refresh();
  await list.refresh();
  expect(ids()).toEqual(['a.1', 'a.2', 'b.1']);
  const type = 'auth-bridge:get-activity';
  expect(asked).toEqual([{ type }, { type, after: 'a.2' }]);
});

it('asks once for all who ask at the same time', async () => {
  const { list, asked, ids } = setUp(page('a.1', 'a.1'));
  await Promise.all([list.refresh(), list.refresh()]);
  expect(asked).toHaveLength(1);
  expect(ids()).toEqual(['a.1']);
});

it('keeps the last 1,000, and says only when there is something new', async () => {
  const many = Array.from({ length: 900 }, (_, i) => String(i));
  const { list, ids } = setUp(page('1', ...many), page('2'), page('3', ...many));
  const changed = vi.fn();
  list.changed.connect(changed);
  for (let i = 0; i < 3; i += 1) await list.refresh();
  expect(changed).toHaveBeenCalledTimes(2);
  expect(ids()).toHaveLength(1_000);
  expect(ids()[0]).toBe('800');
});

it('asks again after a failure', async () => {
  const { list, ids } = setUp(new Error('no answer'), page('a.1', 'a.1'));
  await expect(list.refresh()).rejects.toThrow('no answer');
  await list.refresh();
  expect(ids()).toEqual(['a.1']);
});
