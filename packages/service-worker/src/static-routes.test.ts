import { describe, expect, it, vi } from 'vitest';
import { keepOwnPages, leaveFilesToNetwork } from './static-routes.js';

const type = 'install';
const OWN = 'https://site.example/lite/auth-bridge/';

describe('leaveFilesToNetwork', () => {
  it('leaves what elements load to the network, and no call', async () => {
    const addRoutes = vi.fn(() => Promise.resolve());
    await leaveFilesToNetwork({ type, addRoutes });
    expect(addRoutes).toHaveBeenCalledExactlyOnceWith(
      ['font', 'image', 'script', 'style'].map((requestDestination) => ({
        condition: { requestDestination },
        source: 'network',
      })),
    );
  });
});

describe('keepOwnPages', () => {
  it.each([
    [OWN, '/lite/auth-bridge/*'],
    ['https://site.example/a(1)+:b/auth-bridge/', '/a\\(1\\)\\+\\:b/auth-bridge/*'],
  ])('has the worker alone asked for what is below %s', async (own, pathname) => {
    const addRoutes = vi.fn(() => Promise.resolve());
    await keepOwnPages({ type, addRoutes }, own);
    expect(addRoutes).toHaveBeenCalledExactlyOnceWith([
      { condition: { urlPattern: { pathname } }, source: 'fetch-event' },
    ]);
  });
});

it.each([leaveFilesToNetwork, (event: { type: string }) => keepOwnPages(event, OWN)])(
  'does without if the browser does not have it, or refuses',
  async (add) => {
    await add({ type });
    const addRoutes = () => Promise.reject(new TypeError('no'));
    await add({ type, addRoutes });
  },
);
