import { expect, it } from 'vitest';
import { ActivityLog, MOST_ENTRIES } from './activity-log.js';

const entry = (time: number) =>
  ({ kind: 'call', time, method: 'GET', url: 'https://api.example/', duration: 1 }) as const;
const times = ({ entries }: ReturnType<ActivityLog['since']>) => entries.map(({ time }) => time);

it('keeps the last 1,000, oldest first, each with an id of its own', () => {
  const log = new ActivityLog('boot');
  for (let i = 1; i <= 2_500; i += 1) log.add(entry(i));
  const page = log.since();
  expect(times(page)).toEqual(Array.from({ length: MOST_ENTRIES }, (_, i) => 1_501 + i));
  expect(new Set(page.entries.map(({ id }) => id)).size).toBe(MOST_ENTRIES);
});

it('gives what has come since a cursor, and nothing twice', () => {
  const log = new ActivityLog('boot');
  expect(times(log.since())).toEqual([]);
  log.add(entry(1));
  const { cursor } = log.since();
  expect(times(log.since(cursor))).toEqual([]);
  log.add(entry(2));
  log.add(entry(3));
  expect(times(log.since(cursor))).toEqual([2, 3]);
});

it('gives all there is for a cursor of an earlier start of the worker, or a made-up one', () => {
  const log = new ActivityLog('boot-2');
  log.add(entry(1));
  for (const cursor of ['boot-1.1', 'boot-2', 'boot-2.x', 'boot-2.-5', '', '.', 'boot-2.1e-9']) {
    expect(times(log.since(cursor))).toEqual([1]);
  }
  expect(times(log.since('boot-2.99999999'))).toEqual([]);
});
