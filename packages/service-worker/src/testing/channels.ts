import { vi } from 'vitest';

/** Closes the channels that were opened since, so that no worker of one test hears another's. */
export function trackChannels(): { readonly closeAll: () => void } {
  const opened = new Set<BroadcastChannel>();
  vi.stubGlobal(
    'BroadcastChannel',
    class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        opened.add(this);
      }

      /** What a test left running may still speak: it is not heard. */
      override postMessage(message: unknown): void {
        if (opened.has(this)) super.postMessage(message);
      }
    },
  );
  return {
    closeAll: () => {
      for (const channel of opened) channel.close();
      opened.clear();
    },
  };
}
