import { describe, expect, it, vi } from 'vitest';
import { leaveFilesToNetwork } from './static-routes.js';

const type = 'install';

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

  it('does without where the browser does not have it, or refuses', async () => {
    await leaveFilesToNetwork({ type });
    const addRoutes = () => Promise.reject(new TypeError('no'));
    await leaveFilesToNetwork({ type, addRoutes });
  });
});
