/** In the place of `host/host-channels.ts`: auth.json names no host, so none has a port. */
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';

export class HostChannels {
  attach(): Promise<never> {
    return Promise.reject(
      new BridgeError('message-refused', "This site's auth.json names no such host."),
    );
  }

  ask(): Promise<'no-answer'> {
    return Promise.resolve('no-answer');
  }

  update(): void {
    // Nobody is told who is signed in.
  }
}
