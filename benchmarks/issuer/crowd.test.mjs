import { expect, test } from 'vitest';
import { load, simulate } from './crowd.mjs';

/** @type {Omit<import('./crowd.mjs').Crowd, 'chance'>} */
const CROWD = { users: 1_000, arrival: 10, tokenSeconds: 900, way: 'window' };

test('everybody asks for what one user asks for', () => {
  const { signIn, first } = simulate({ ...CROWD, chance: Math.random });
  // Discovery, the page, the token and the keys.
  expect(load(signIn).all).toBe(4_000);
  expect(load(first).all).toBe(1_000);
});

test('renewals lie where the worker has them, or at the call after that', () => {
  const at = (/** @type {number} */ share) =>
    simulate({ ...CROWD, users: 1, arrival: 0, chance: () => share }).first.indexOf(1);
  expect(at(0)).toBeGreaterThanOrEqual(630 + 5);
  expect(at(1)).toBeLessThanOrEqual(810 + 30 + 10);
});

test('chance makes the highest second lower', () => {
  const peak = (/** @type {() => number} */ chance) =>
    load(simulate({ ...CROWD, chance }).first).peak;
  expect(peak(Math.random)).toBeLessThan(peak(() => 0.5) / 2);
});

test('a load counts the seconds between the first and the last request', () => {
  const column = [0, 0, 1, 0, 3, 0, 0];
  expect(load(column)).toEqual({ all: 4, peak: 3, p99: 1 });
  expect(load([0, 0])).toEqual({ all: 0, peak: 0, p99: 0 });
});
