import type { BrowserContext, Page } from 'playwright-core';

interface Held {
  /** Lets the page look for a newer worker. */
  goOn?: () => void;
  /** It may, from now on. */
  isLet?: boolean;
  /** A worker has answered the page. */
  answered?: boolean;
}

/**
 * From their next load on pages look for a newer worker only once `letUpdate` says so. The worker
 * that they have answers them before: where the newer one were the first, there would be nothing to say.
 */
export async function holdUpdate(pages: BrowserContext | Page): Promise<void> {
  await pages.addInitScript(() => {
    const { MessageChannel } = globalThis;
    globalThis.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        this.port1.addEventListener('message', ({ data }) => {
          if ((data as { ok?: boolean } | null)?.ok) (window as Held).answered = true;
        });
      }
    };
    const { prototype } = ServiceWorkerRegistration;
    const update = Object.getOwnPropertyDescriptor(prototype, 'update')?.value as () => unknown;
    prototype.update = async function (this: ServiceWorkerRegistration) {
      const held = window as Held;
      await new Promise<void>((resolve) => {
        if (held.isLet) {
          resolve();
          return;
        }
        // A page that waits for long looks again.
        const { goOn: before } = held;
        held.goOn = () => {
          before?.();
          resolve();
        };
      });
      return update.call(this) as ReturnType<typeof prototype.update>;
    };
  });
}

/** Resolves once the page has heard from its worker and would look for a newer one. */
export async function untilHeld(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { answered, goOn } = window as Held;
    return answered && goOn;
  });
}

/** Lets the page look for a newer worker. */
export async function letUpdate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const held = window as Held;
    // It may have looked because its worker was slow, and look once more because that is an older one.
    held.isLet = true;
    held.goOn?.();
  });
}
