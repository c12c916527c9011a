/** In the place of `host/launches.ts`: there is no host whose codes could be exchanged. */
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';

export class Launches {
  use(): Promise<never> {
    return Promise.reject(
      new BridgeError('message-refused', 'This site takes no codes of a host.'),
    );
  }

  greet(): void {
    // Nothing was brought for anybody.
  }
}
