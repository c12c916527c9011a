import type { Attack } from './harness/attack.js';

interface Frame {
  readonly name: string;
  readonly answer: unknown;
}

export const attack: Attack = {
  title:
    'messages to the worker from documents that are no page of the site: srcdoc, blob, data, sandboxed',
  from: 'page',
  differs: true,
  script: async ({ site, otherKernel }, kit) => {
    const talk = async (site: string, kernel: string) => {
      const container = navigator.serviceWorker;
      const ways = {
        controller: () => container.controller,
        registration: async () => (await container.getRegistration(site))?.active,
        registrations: async () => (await container.getRegistrations())[0]?.active,
      };
      const answers: unknown[] = [];
      for (const [way, find] of Object.entries(ways)) {
        try {
          const worker = await find();
          for (const message of [
            { type: 'auth-bridge:get-state' },
            { type: 'auth-bridge:get-kernel-values', kernel },
            { type: 'auth-bridge:kernel-started', kernel: 'of-a-frame' },
          ]) {
            const { port1, port2 } = new MessageChannel();
            const answer = new Promise((resolve) => {
              port1.onmessage = ({ data }) => resolve(data);
            });
            const silence = new Promise((resolve) => setTimeout(resolve, 1_000, 'nothing'));
            worker?.postMessage(message, [port2]);
            answers.push([way, worker ? await Promise.race([answer, silence]) : 'no worker']);
          }
        } catch (error) {
          answers.push([way, String(error)]);
        }
      }
      return answers;
    };
    const html = `<!doctype html><script>(${talk.toString()})(${JSON.stringify(site)}, ${JSON.stringify(otherKernel)}).then((answers) => parent.postMessage(answers, '*'), (error) => parent.postMessage(String(error), '*'))</script>`;
    const blob = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    const seen: Frame[] = [];
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
      seen.push({ name, answer: await kit.within(12_000, said) });
      frame.remove();
    }
    return seen;
  },
  gains: ({ seen }) =>
    (seen as readonly Frame[])
      .filter(({ answer }) => JSON.stringify(answer).includes('"ok":true'))
      .map(({ name }) => `${name} was answered`),
  openIn: {
    webkit: {
      gains: /^(srcdoc|blob) was answered$/,
      reason: 'the page around a frame of its own origin is named as the sender',
    },
  },
  fromWeak: ['srcdoc saw a credential'],
};
