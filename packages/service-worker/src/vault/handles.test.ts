import { describe, expect, it } from 'vitest';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { carriedBy, mintHandle } from './handles.js';

describe('mintHandle', () => {
  it('makes a new one each time, of 256 random bits', () => {
    const runtime = new FakeRuntime();
    const handles = Array.from({ length: 100 }, () => mintHandle(runtime));
    expect(new Set(handles).size).toBe(100);
    for (const handle of handles) expect(handle).toMatch(/^jlab_[\w-]{43}$/);
  });

  it('makes one that is found in both headers', () => {
    const handle = mintHandle(new FakeRuntime());
    const found = { kind: 'handle', handle };
    expect(carriedBy(new Headers({ authorization: `Bearer ${handle}` }))).toEqual(found);
    expect(carriedBy(new Headers({ 'x-auth-token': handle }))).toEqual(found);
  });
});

describe('carriedBy', () => {
  it('finds nothing without the two headers', () => {
    const headers = new Headers({ cookie: 'jlab_x', 'x-account-id': 'a', 'x-api-key': 'jlab_x' });
    expect(carriedBy(headers)).toEqual({ kind: 'nothing' });
  });

  it("takes what has no handle in it for the caller's own", () => {
    for (const headers of [
      { authorization: 'Bearer eyJ.x.y' },
      { authorization: 'Basic amxhYl8=' },
      { 'x-auth-token': 'JLAB_x' },
      { authorization: '' },
    ]) {
      expect(carriedBy(new Headers(headers))).toEqual({ kind: 'own' });
    }
  });

  it('reads a header that was appended twice as one that nobody owns', () => {
    const headers = new Headers({ authorization: 'Bearer jlab_a' });
    headers.append('authorization', 'Bearer jlab_a');
    expect(carriedBy(headers)).toEqual({ kind: 'handle', handle: '' });
  });
});
