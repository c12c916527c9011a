import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFromClone } from './json-from-clone.js';

describe('jsonFromClone', () => {
  it('copies what JSON can say, without change', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const copy = jsonFromClone(structuredClone(value));
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('leaves members out that are undefined, as JSON.stringify does', () => {
    expect(jsonFromClone({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });

  it.each([
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a blob', new Blob(['x'])],
    ['bytes', new Uint8Array(4)],
    ['a big integer', 1n],
    ['NaN', NaN],
    ['infinity', -Infinity],
    ['undefined', undefined],
    ['an error', new Error('x')],
    ['a list with a hole', [1, , 3]], // eslint-disable-line no-sparse-arrays
    ['a list with undefined', [undefined]],
  ])('refuses %s, at the top and within', (_, value) => {
    expect(jsonFromClone(value)).toBeUndefined();
    expect(jsonFromClone([{ a: value ?? Symbol.iterator }])).toBeUndefined();
  });

  it('takes 60 levels and refuses 70', () => {
    const nested = (levels: number) => {
      let value: unknown = 'core';
      for (let i = 0; i < levels; i += 1) value = { value };
      return value;
    };
    expect(jsonFromClone(nested(60))).toBeDefined();
    expect(jsonFromClone(nested(70))).toBeUndefined();
  });

  it('refuses a cycle at once, however many ways lead back', () => {
    const parent: Record<string, unknown> = {};
    parent.children = Array.from({ length: 5 }, () => ({ parent, again: parent }));
    expect(jsonFromClone(structuredClone(parent))).toBeUndefined();
    const list: unknown[] = [];
    list.push(list, list);
    expect(jsonFromClone(list)).toBeUndefined();
  });

  it('takes a value that stands in two places', () => {
    const shared = { x: 1 };
    expect(jsonFromClone({ a: shared, b: [shared, shared] })).toEqual({
      a: { x: 1 },
      b: [{ x: 1 }, { x: 1 }],
    });
  });

  it('refuses a small message that unfolds without end', () => {
    let value: unknown = 'lol';
    for (let i = 0; i < 40; i += 1) value = [value, value];
    expect(jsonFromClone(structuredClone(value))).toBeUndefined();
    expect(jsonFromClone(new Array(2 ** 32 - 1))).toBeUndefined();
  });

  it('takes 10 MB', () => {
    const value = { text: 'x'.repeat(5_000_000), rows: Array(20_000).fill({ energy: -1.5 }) };
    expect(jsonFromClone(value)).toEqual(value);
  });

  it('makes plain keys of __proto__ and its like', () => {
    const value: unknown = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    );
    const copy = jsonFromClone(value);
    expect(Object.keys(copy ?? {})).toEqual(['__proto__', 'constructor']);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
    expect(copy).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });
});
