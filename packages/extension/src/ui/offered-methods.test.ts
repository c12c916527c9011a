import { describe, expect, it } from 'vitest';
import { makeSignIn } from '../testing/make-provider';
import { offeredMethods } from './offered-methods';

describe('offeredMethods', () => {
  it('are the others, less those that need a window where JupyterLab is in a frame', () => {
    const popup = makeSignIn({ method: 'popup', others: ['redirect', 'device'] });
    const device = makeSignIn({ others: ['popup', 'redirect'] });
    expect(offeredMethods(popup, false)).toEqual(['redirect', 'device']);
    expect(offeredMethods(popup, true)).toEqual(['device']);
    expect(offeredMethods(device, false)).toEqual(['popup', 'redirect']);
    expect(offeredMethods(device, true)).toEqual([]);
  });
});
