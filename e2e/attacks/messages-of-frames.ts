import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    'messages to the worker from documents that are no page of the site: srcdoc, blob, data, sandboxed',
  from: 'page',
  notIn: { webkit: 'no message of such frames comes to the worker, not even to the weakened one' },
  script: async ({ otherKernel }, kit) => {
    const talk = async (kernel: string) => {
      const answers: unknown[] = [];
      for (const message of [
        { type: 'auth-bridge:get-state' },
        { type: 'auth-bridge:get-kernel-values', kernel },
        { type: 'auth-bridge:kernel-started', kernel: 'of-a-frame' },
      ]) {
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise((resolve) => {
          port1.onmessage = ({ data }) => resolve(data);
        });
        const registration = await navigator.serviceWorker.getRegistration(
          document.referrer || '/',
        );
        const worker = navigator.serviceWorker.controller ?? registration?.active;
        worker?.postMessage(message, [port2]);
        answers.push(
          await Promise.race([
            answer,
            new Promise((resolve) => setTimeout(resolve, 1_000, 'nothing')),
          ]),
        );
      }
      return answers;
    };
    const html = `<!doctype html><script>(${talk.toString()})(${JSON.stringify(otherKernel)}).then((answers) => parent.postMessage(answers, '*'), (error) => parent.postMessage(String(error), '*'))</script>`;
    const blob = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    const seen: unknown[] = [];
    for (const [name, attributes] of Object.entries({
      srcdoc: { srcdoc: html },
      blob: { src: blob },
      data: { src: `data:text/html,${encodeURIComponent(html)}` },
      sandboxed: { srcdoc: html, sandbox: 'allow-scripts' },
    })) {
      const frame = document.createElement('iframe');
      for (const [key, value] of Object.entries(attributes)) frame.setAttribute(key, value);
      const said = new Promise((resolve) => {
        addEventListener('message', function take({ data, source }) {
          if (source !== frame.contentWindow) return;
          removeEventListener('message', take);
          resolve(data);
        });
      });
      document.body.append(frame);
      seen.push({ name, answer: await kit.within(6_000, said) });
      frame.remove();
    }
    return seen;
  },
  gains: ({ seen }) => (JSON.stringify(seen).includes('"ok":true') ? ['it was answered'] : []),
};
