import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchWindow } from './watch-window';

const OWN = 'https://site.example/courses/auth-bridge/';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function openAt(href: string, more: object = {}) {
  const url = new URL(href);
  return {
    location: { href: url.href, search: url.search },
    document: { readyState: 'complete' },
    closed: false,
    ...more,
  } as unknown as Window & { closed: boolean };
}

const atIssuer = () =>
  Object.defineProperty({ closed: false }, 'location', {
    get: () => {
      throw new DOMException('another origin', 'SecurityError');
    },
  }) as unknown as Window & { closed: boolean };

describe('watchWindow', () => {
  it.each([
    ['where no worker answered its start', openAt(`${OWN}start?provider=p`), 1],
    ['where no worker answered its return', openAt(`${OWN}callback?code=c`), 1],
    ["where none answered a further provider's", openAt(`${OWN}callback/b/?code=c`), 1],
    ['whose worker does not know the sign-in', openAt(`${OWN}done?result=failed`), 1],
    ['that has signed in', openAt(`${OWN}done?result=ok`), 0],
    ['that is still empty', openAt('about:blank'), 0],
    ['that is loading', openAt(`${OWN}start`, { document: { readyState: 'loading' } }), 0],
    ['that shows another page of the site', openAt('https://site.example/courses/lab/'), 0],
    ["that shows the issuer's page", atIssuer(), 0],
  ])('tells of a window %s', async (_, popup, times) => {
    const onApart = vi.fn();
    const stop = watchWindow(popup, OWN, onApart);
    await vi.advanceTimersByTimeAsync(600);
    expect(onApart).not.toHaveBeenCalled(); // the sign-in itself may be just over
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onApart).toHaveBeenCalledTimes(times);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with the window, and when nobody wants to know any more', async () => {
    const popup = atIssuer();
    watchWindow(popup, OWN, () => undefined);
    popup.closed = true;
    await vi.advanceTimersByTimeAsync(200);
    expect(vi.getTimerCount()).toBe(0);
    const onApart = vi.fn();
    watchWindow(openAt(`${OWN}start`), OWN, onApart)();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onApart).not.toHaveBeenCalled();
  });
});
