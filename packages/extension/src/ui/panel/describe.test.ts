import type { KernelState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { trans } from '../../testing/fake-trans';
import { makeEntry } from '../../testing/make-entry';
import { describeAnswer, describeSource, withoutScheme } from './describe-call';
import { describeKernel, kernelName, revokeWords } from './describe-kernel';

const NOW = new Date(2026, 0, 2, 12, 0).getTime();
const kernel = (more: Partial<KernelState> = {}): KernelState => ({
  ...{ id: 'k', place: 'here', startedAt: NOW - 60_000, revoked: false },
  ...more,
});

describe('a kernel', () => {
  it('is called by its notebook, or by what is known', () => {
    expect(kernelName(kernel({ notebook: 'a.ipynb' }), trans)).toBe('a.ipynb');
    expect(kernelName(kernel(), trans)).toContain('run nothing yet');
    expect(kernelName(kernel({ place: 'client' }), trans)).toContain('signed in by itself');
  });

  it('says where it is and since when, or that it is revoked and what to do', () => {
    const say = (more?: Partial<KernelState>) => describeKernel(kernel(more), NOW, trans, 'en-GB');
    expect(say()).toBe('This tab, since 11:59');
    expect(say({ place: 'elsewhere' })).toBe('Another tab, since 11:59');
    expect(say({ revoked: true })).toContain('restart the kernel');
    const { id, place, revoked } = kernel();
    expect(describeKernel({ id, place, revoked }, NOW, trans)).toBe('This tab');
  });

  it('is revoked after words that say for how long', () => {
    expect(revokeWords(kernel({ notebook: 'a.ipynb' }), trans)).toMatch(
      /\ba\.ipynb .*restarted\.$/,
    );
    expect(revokeWords(kernel({ place: 'client' }), trans)).toContain('closed');
  });
});

describe('a call', () => {
  it.each([
    [makeEntry(), '200'],
    [makeEntry({ status: 403, problem: 'rule-denied' }), '403'],
  ])('says how it ended', (entry, words) => expect(describeAnswer(entry, trans)).toBe(words));

  it('says that there was no answer', () => {
    expect(describeAnswer(makeEntry({}, 'status'), trans)).toBe('no answer');
  });

  it('says who called and by what rule', () => {
    expect(describeSource(makeEntry(), trans)).toBe('work/list.ipynb · rule 0 · 12 ms');
    const bare = makeEntry({}, 'rule', 'notebook');
    expect(describeSource(bare, trans)).toBe('unnamed kernel · no rule · 12 ms');
    const unknown = makeEntry({}, 'rule', 'notebook', 'kernel');
    expect(describeSource(unknown, trans)).toBe('unknown caller · no rule · 12 ms');
    expect(describeSource(makeEntry({ kind: 'token' }), trans)).toContain('with platform');
  });

  it('keeps an unusual scheme', () => {
    expect(withoutScheme('https://a.example/x')).toBe('a.example/x');
    expect(withoutScheme('http://localhost:1/x')).toBe('http://localhost:1/x');
  });
});
