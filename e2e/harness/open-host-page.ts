import type { Frame, Page } from 'playwright-core';
import { untilLab } from './notebook.js';
import type { Stack } from './site.js';

interface Host {
  readonly ignored: number;
  readonly state: { readonly status: string; readonly problem?: { readonly code: string } };
  signOut(): void;
  dispose(): void;
}

declare global {
  interface Window {
    /** Of the pages here: the SDK's host, and how often it was asked for a session. */
    host?: Host;
    asked?: number;
    sdk?: { createNotebookHost: (frame: HTMLIFrameElement, options: object) => Host };
  }
}

/** What the page does: it has the SDK and this session, or answers the site's hello with a message. */
export interface HostPage {
  readonly session?: object | null;
  readonly toHello?: object;
  readonly sandbox?: string;
  /** Width of the frame, in CSS pixels. */
  readonly width?: number;
}

/** Makes a host of the platform's start page, with the site in a frame. */
export async function openHostPage(
  page: Page,
  { platform }: Pick<Stack, 'platform'>,
  siteUrl: string,
  what: HostPage,
): Promise<Frame> {
  await page.goto(platform.origin);
  // As text: the test runner would put an import of its own in its place.
  await page.evaluate(`import('/sdk/host.js').then((sdk) => void (window.sdk = sdk))`);
  await page.evaluate(
    ([site, { session, toHello, sandbox, width = 900 }]) => {
      const frame = document.createElement('iframe');
      frame.id = 'notebooks';
      Object.assign(frame.style, { width: `${width}px`, height: '560px' });
      if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
      document.body.replaceChildren(frame);
      if (toHello) {
        window.addEventListener('message', ({ data, origin }: MessageEvent<{ type?: string }>) => {
          if (data.type !== 'auth-bridge:host-hello') return;
          frame.contentWindow?.postMessage(toHello, origin);
        });
      }
      if (session !== undefined) {
        const getSession = () => {
          window.asked = (window.asked ?? 0) + 1;
          return session;
        };
        const options = { origin: new URL(site).origin, getSession };
        Object.assign(window, { host: window.sdk?.createNotebookHost(frame, options) });
      }
      frame.src = `${site}lab/index.html`;
    },
    [siteUrl, what] as const,
  );
  const frame = await (await page.waitForSelector('iframe#notebooks')).contentFrame();
  if (!frame) throw new Error('the page has no frame');
  if (what.sandbox === undefined) await untilLab(frame);
  return frame;
}
