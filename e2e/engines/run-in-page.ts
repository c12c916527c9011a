import type { WebDriver } from 'selenium-webdriver';

/** How long one command may keep the driver, which does one at a time (ms). */
const SLICE_MS = 200;

const WAIT = `
  Promise.race([outcome, new Promise((resolve) => setTimeout(resolve, slice, null))]).then((answer) => {
    if (answer !== null) slots.delete(id);
    done(answer);
  });`;

/** Answers with the outcome, or null while the script runs. The slots have no name that the page could list. */
const start = (expression: string) => `
  const [id, slice, done] = arguments;
  const slots = (window[Symbol.for('e2e')] ??= new Map());
  const outcome = Promise.resolve().then(() => ${expression}).then(
    (value) => JSON.stringify({ value }),
    (error) => JSON.stringify({ error: String(error) }),
  );
  slots.set(id, outcome);
  ${WAIT}`;

const GO_ON = `
  const [id, slice, done] = arguments;
  const slots = window[Symbol.for('e2e')];
  const outcome = slots?.get(id);
  if (!outcome) return done('{"gone":true}');
  ${WAIT}`;

/** What the script itself threw: waiting longer does not help. */
export class ScriptError extends Error {}

/**
 * Runs JavaScript in the page and waits for what it comes to. The driver's own
 * command would keep everybody else waiting until then.
 * @param turn enters the page or frame, and runs one command of the driver there
 * @throws ScriptError with what the script threw; Error where the page went away meanwhile
 */
export async function runInPage<R>(
  turn: <T>(command: (driver: WebDriver) => Promise<T>) => Promise<T>,
  expression: string,
): Promise<R> {
  const id = crypto.randomUUID();
  const send = (source: string) =>
    turn((driver) => driver.executeAsyncScript<string | null>(source, id, SLICE_MS));
  let answer = await send(start(expression));
  while (answer === null) answer = await send(GO_ON);
  const { value, error, gone } = JSON.parse(answer) as { value: R; error?: string; gone?: true };
  if (error !== undefined) throw new ScriptError(error);
  if (gone) throw new Error('The page was left while a script ran in it.');
  return value;
}
