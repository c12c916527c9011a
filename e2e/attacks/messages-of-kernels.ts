import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'messages to the worker from a kernel, and from workers below it',
  from: 'kernel',
  differs: true,
  // The weakened worker takes the credential of a host that the attacker makes up.
  last: true,
  notIn: { chromium: 'workers have no navigator.serviceWorker' },
  script: async ({ site, handles, otherKernel }, kit) => {
    const talk = async (site: string, messages: object[]) => {
      const registration = await navigator.serviceWorker.getRegistration(site);
      const answers: unknown[] = [];
      for (const message of messages) {
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise((resolve) => {
          port1.onmessage = ({ data }) => resolve(data);
        });
        registration?.active?.postMessage(message, [port2]);
        const silence = new Promise((resolve) => setTimeout(resolve, 2_000, 'nothing'));
        answers.push(await Promise.race([answer, silence]));
      }
      return answers;
    };
    const apiConfig = { accountId: 'a', authToken: 'of-the-attacker' };
    const messages = [
      { type: 'auth-bridge:get-state' },
      { type: 'auth-bridge:hello', version: 1, host: true },
      { type: 'auth-bridge:get-kernel-values', kernel: otherKernel },
      { type: 'auth-bridge:kernel-started', kernel: 'new', handle: handles.dead },
      { type: 'auth-bridge:host-data', payload: { apiConfig } },
      { type: 'auth-bridge:use-token', token: 'of-the-attacker' },
    ];
    const seen = (await talk(site, messages)).map((answer, i) => ({
      name: messages[i]?.type,
      answer,
    }));
    const source = `(${talk.toString()})(${JSON.stringify(site)}, ${JSON.stringify(messages)})
      .then(postMessage, (error) => postMessage(String(error)))`;
    const below = [
      ['blob', URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))],
      ['data', `data:text/javascript,${encodeURIComponent(source)}`],
    ] as const;
    await Promise.all(
      below.map(async ([name, url]) => {
        const worker = new Worker(url);
        const said = new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve(message);
        });
        seen.push({ name, answer: await kit.within(15_000, said) });
        worker.terminate();
      }),
    );
    return seen;
  },
  gains: ({ seen }) => (JSON.stringify(seen).includes('"ok":true') ? ['it was answered'] : []),
};
