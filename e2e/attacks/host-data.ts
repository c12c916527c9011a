import type { Attack } from './harness/attack.js';

interface Outcome {
  readonly name: string;
  /** Whether JSON has words for it. */
  readonly isJson: boolean;
  readonly isTaken: boolean;
  /** Whether a kernel is given exactly that, or where it was refused what it was given before. */
  readonly isRight: boolean;
}

export const attack: Attack = {
  title: 'hostile data of a host: 10 MB, quotes and code, keys of prototypes, and what is no JSON',
  from: 'page',
  script: async (_target, kit) => {
    const { active } = await navigator.serviceWorker.ready;
    const ask = async (request: object) => {
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
      });
      active?.postMessage(request, [port2]);
      return (await kit.within(15_000, answer)) as {
        readonly ok?: boolean;
        readonly value?: { readonly values?: { readonly dataFromHost?: object } };
      };
    };
    const kernel = 'of-the-host';
    await ask({ type: 'auth-bridge:kernel-started', kernel });
    const endless: Record<string, unknown> = {};
    endless.itself = endless;
    const json: Record<string, string> = {
      large: `{"large":"${'x'.repeat(10_000_000)}"}`,
      code: `{"\\"\\"\\"\\\\''\\n' + str(__import__('os')) + '":"</script><script>owned=1</script>\u2028"}`,
      prototypes:
        '{"__proto__":{"owned":true},"constructor":{"prototype":{"owned":true}},"a":[{"__proto__":null}]}',
    };
    const payloads: Record<string, unknown> = {
      ...Object.fromEntries(Object.entries(json).map(([name, text]) => [name, JSON.parse(text)])),
      'a date': { when: new Date(0) },
      'a map': { map: new Map([['owned', 1]]) },
      bytes: { bytes: new Uint8Array(8) },
      'a cycle': endless,
      holes: { list: new Array(5) },
      'an infinite number': { number: Infinity },
      'a list': [1, 2, 3],
    };
    let before = '';
    const outcomes: Outcome[] = [];
    for (const [name, payload] of Object.entries(payloads)) {
      const answer = await ask({ type: 'auth-bridge:host-data', payload, key: 'of-the-suite' });
      const { value } = await ask({ type: 'auth-bridge:get-kernel-values', kernel });
      const given = JSON.stringify(value?.values?.dataFromHost);
      const isRight = given === (json[name] ?? before);
      outcomes.push({ name, isJson: name in json, isTaken: answer.ok === true, isRight });
      before = given;
    }
    return outcomes;
  },
  gains: ({ seen }) =>
    (seen as readonly Outcome[])
      .filter(({ isJson, isTaken, isRight }) => isTaken !== isJson || !isRight)
      .map(({ name, isTaken }) => `${name} was ${isTaken ? 'taken' : 'refused'}`),
  fromWeak: ['prototypes was taken', 'a date was taken', 'a map was taken', 'holes was taken'],
};
