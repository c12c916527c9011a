import { Notification } from '@jupyterlab/apputils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { trans } from '../testing/fake-trans';
import { tell, warn } from './tell';

vi.mock('@jupyterlab/apputils', () => ({ Notification: { error: vi.fn(), warning: vi.fn() } }));

const FIRST = `${'a'.repeat(99)}.`;
const LONG = `${FIRST} ${FIRST}`;
const signIn = { label: 'Sign in', callback: () => undefined };
const showAll = expect.objectContaining({ label: 'Show all' }) as unknown;

afterEach(() => vi.clearAllMocks());

describe('what is told', () => {
  it('is cut at a sentence, with a button for all of it', () => {
    tell(new Error(LONG), trans);
    expect(Notification.error).toHaveBeenCalledWith(FIRST, {
      autoClose: false,
      actions: [showAll],
    });
    warn(LONG, signIn, trans);
    expect(Notification.warning).toHaveBeenCalledWith(FIRST, {
      autoClose: false,
      actions: [signIn, showAll],
    });
  });

  it('is shown as it is where it fits', () => {
    warn(FIRST, signIn, trans);
    expect(Notification.warning).toHaveBeenCalledWith(FIRST, {
      autoClose: false,
      actions: [signIn],
    });
  });
});
