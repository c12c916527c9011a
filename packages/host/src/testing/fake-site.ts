import type { HostToWorker, WorkerToHost } from '@jupyterlite-auth-bridge/protocol';

export const SITE = 'https://notebooks.example';

/** A window that hears what is posted to it for its own origin. */
export class FakeWindow {
  readonly posted: { readonly message: unknown; readonly ports: readonly MessagePort[] }[] = [];
  location: { href: string; replace: (url: string) => void } = {
    href: `${SITE}/lab/index.html`,
    replace: (href) => void (this.location.href = href),
  };

  postMessage(message: unknown, origin: string, ports: readonly MessagePort[] = []): void {
    if (origin === SITE) this.posted.push({ message, ports });
  }
}

/** The event that a window's message is. */
export function windowMessage(data: unknown, source: unknown, origin = SITE): Event {
  return Object.assign(new Event('message'), { data, origin, source });
}

export const hello = (page = 'page-1', versions: readonly number[] = [1]) => ({
  type: 'auth-bridge:host-hello',
  versions,
  page,
});

/** The site's worker at the end of a port: answers everything with `done`, and keeps what it got. */
export class FakeWorker {
  readonly got: HostToWorker[] = [];
  isStopped = false;

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<HostToWorker>) => {
      if (this.isStopped) return;
      this.got.push(data);
      this.say({ type: 'done', id: data.id });
    };
  }

  say(message: WorkerToHost): void {
    this.port.postMessage(message);
  }

  close(): void {
    this.port.close();
  }
}
