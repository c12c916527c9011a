import { describe, expect, it, vi } from 'vitest';
import { leaveFilesToNetwork } from './static-routes.js';

const type = 'install';
const SCRIPT = 'https://site.example/service-worker.js?enableCache=false';

describe('leaveFilesToNetwork', () => {
  it('leaves what elements load to the network, and no call', async () => {
    const addRoutes = vi.fn(() => Promise.resolve());
    await leaveFilesToNetwork({ type, addRoutes }, SCRIPT);
    expect(addRoutes).toHaveBeenCalledExactlyOnceWith(
      ['font', 'image', 'script', 'style'].map((requestDestination) => ({
        condition: { requestDestination },
        source: 'network',
      })),
    );
  });

  it("leaves nothing where JupyterLite's code keeps files", async () => {
    const addRoutes = vi.fn(() => Promise.resolve());
    await leaveFilesToNetwork({ type, addRoutes }, SCRIPT.replace('false', 'true'));
    expect(addRoutes).not.toHaveBeenCalled();
  });

  it('does without where the browser does not have it, or refuses', async () => {
    await leaveFilesToNetwork({ type }, SCRIPT);
    const addRoutes = () => Promise.reject(new TypeError('no'));
    await leaveFilesToNetwork({ type, addRoutes }, SCRIPT);
  });
});
