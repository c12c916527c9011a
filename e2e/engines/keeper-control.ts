import type { ScriptFrame } from '../harness/script-frame.js';

const CHANNEL = 'e2e-keeper';
/** In a path that no site has. */
export const PULLED = 'e2e-keeper-pulled';
const ANSWER_MS = 30_000;

/**
 * What the tests' web host puts in front of the site's worker for its keeper, which does what it is
 * told, and tells the web host of each state that it has got.
 */
export const KEEPER_PRELUDE = `if (!('registration' in self)) {
  const { fetch } = self;
  let turn = Promise.resolve();
  let goOn = () => undefined;
  self.fetch = async (...all) => {
    await turn;
    const answer = await fetch(...all);
    if (answer.ok && String(all[0]).endsWith('/keeper/state')) void fetch('${PULLED}');
    return answer;
  };
  const told = new BroadcastChannel('${CHANNEL}');
  told.onmessage = ({ data }) => {
    if (data === 'hold') turn = new Promise((resolve) => (goOn = resolve));
    if (data === 'go on') goOn();
    told.postMessage('done');
    if (data === 'stop') self.close();
  };
}
`;

/**
 * Ends the site's keeper, as a browser does that is short of memory; resolves when it holds nothing
 * any more. Its pages start another.
 */
export async function stopKeeper(page: ScriptFrame): Promise<void> {
  await say(page, CHANNEL, 'stop');
}

/** Ends the keeper for good: the page, which is to be the site's only one, starts no other before it is loaded again. */
export async function endKeeper(page: ScriptFrame): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window, {
      SharedWorker: function refuse() {
        throw new DOMException('ended by a test', 'SecurityError');
      },
    });
  });
  await stopKeeper(page);
}

/** Holds up all that the keeper says to the worker, as a busy computer does, until the function is called that this resolves with. */
export async function holdKeeper(page: ScriptFrame): Promise<() => Promise<void>> {
  await say(page, CHANNEL, 'hold');
  return () => say(page, CHANNEL, 'go on');
}

/** Says something on a channel; resolves when it was answered. */
export async function say(page: ScriptFrame, name: string, word: string | number): Promise<void> {
  await page.evaluate(
    ({ name, word, ms }) =>
      new Promise<void>((resolve, reject) => {
        const channel = new BroadcastChannel(name);
        const timer = setTimeout(() => reject(new Error(`${name} has not answered`)), ms);
        channel.onmessage = () => {
          clearTimeout(timer);
          channel.close();
          resolve();
        };
        channel.postMessage(word);
      }),
    { name, word, ms: ANSWER_MS },
  );
}
