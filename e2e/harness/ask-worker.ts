import type {
  PageReplies,
  PageRequest,
  PageRequestType,
  Reply,
} from '@jupyterlite-auth-bridge/protocol';
import type { ScriptFrame } from './script-frame.js';

/** Longer than the worker takes for any answer (ms). */
const ANSWER_MS = 25_000;

/** Sends the worker a message of the page's; resolves with the value of its answer, rejects with its error. */
export async function askWorker<T extends PageRequestType>(
  page: ScriptFrame,
  request: Extract<PageRequest, { type: T }>,
): Promise<PageReplies[T]> {
  const reply = await page.evaluate(
    async ({ request, ms }) => {
      const { active } = await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      return new Promise<Reply<unknown>>((resolve, reject) => {
        setTimeout(() => reject(new Error('the worker has not answered')), ms);
        port1.onmessage = ({ data }: MessageEvent<Reply<unknown>>) => resolve(data);
        active?.postMessage(request, [port2]);
      });
    },
    { request, ms: ANSWER_MS },
  );
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.detail}`);
  return reply.value as PageReplies[T];
}
