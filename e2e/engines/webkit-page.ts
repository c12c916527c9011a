import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { By, error as driverErrors, until } from 'selenium-webdriver';
import type { WebDriver, WebElement } from 'selenium-webdriver';
import type { UserFrame, WaitOptions } from '../harness/script-frame.js';
import { callSource } from './call-source.js';
import type { EnginePage } from './engine.js';
import { ScriptError, runInPage } from './run-in-page.js';

const FOUND_MS = 30_000;
const POLL_MS = 200;
/** Pyodide takes more than twice as long here as in the browsers that the scenarios' limits are for. */
const SLOWER = 2;
/** What a user would not even notice. */
const PASSING = [
  driverErrors.StaleElementReferenceError,
  driverErrors.ElementClickInterceptedError,
  driverErrors.ElementNotInteractableError,
];

/** Runs one command of the driver at a time: a session has one current window and frame. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next;
    return next;
  };
}

/** A page of WebKit, which can have its picture taken. */
export interface WebKitPage extends EnginePage {
  screenshot(options: { readonly path: string }): Promise<void>;
}

/** The tab of this handle. */
export function webKitPage(driver: WebDriver, turns: Turns, handle: string): WebKitPage {
  const enter = async () => {
    await driver.switchTo().window(handle);
    await driver.switchTo().defaultContent();
  };
  const turn: Turn = (command) =>
    turns(async () => {
      await enter();
      return command(driver);
    });
  return {
    ...userFrame(turn),
    goto: (url) => turn(() => driver.get(url)),
    reload: () => turn(() => driver.navigate().refresh()),
    back: () => turn(() => driver.navigate().back()),
    bringToFront: () => turn(() => Promise.resolve()),
    close: () => turn(() => driver.close()),
    isClosed: () => turns(async () => !(await driver.getAllWindowHandles()).includes(handle)),
    frame: async (selector) => {
      await turn(() => driver.wait(until.elementLocated(By.css(selector)), FOUND_MS));
      return userFrame((command) =>
        turn(async () => {
          await driver.switchTo().frame(await driver.findElement(By.css(selector)));
          return command(driver);
        }),
      );
    },
    screenshot: ({ path }) =>
      turn(async () => writeFile(path, await driver.takeScreenshot(), 'base64')),
  };
}

type Turn = <T>(command: (driver: WebDriver) => Promise<T>) => Promise<T>;

function userFrame(turn: Turn): UserFrame {
  const evaluate = <R, A>(script: (arg: A) => R | Promise<R>, arg?: A) =>
    runInPage<R>(turn, callSource(script, arg));
  /** Tries again and again, as it may come late, be disabled or covered at first, or be put in anew. */
  const act = async (selector: string, action: (element: WebElement) => Promise<void>) => {
    const tried = () =>
      turn(async (driver) => {
        const [element] = await driver.findElements(By.css(selector));
        if (!element || !(await element.isDisplayed()) || !(await element.isEnabled()))
          return false;
        await action(element);
        return true;
      });
    const end = Date.now() + FOUND_MS * SLOWER;
    for (;;) {
      const isDone = await tried().catch((error: unknown) => {
        if (PASSING.some((type) => error instanceof type)) return false;
        throw error;
      });
      if (isDone) return;
      if (Date.now() > end) throw new Error(`Not within ${FOUND_MS * SLOWER} ms: ${selector}`);
      await pause(POLL_MS);
    }
  };
  return {
    evaluate,
    waitForFunction: (script, arg, options) =>
      waitFor(() => evaluate(script, arg), script.toString(), options),
    click: (selector) => act(selector, (element) => element.click()),
    fill: (selector, text) =>
      act(selector, async (element) => {
        await element.clear();
        await element.sendKeys(text);
      }),
  };
}

/** Asks again and again; what is no fault of the script, such as a page that is just loading, only until the end. */
async function waitFor(
  ask: () => Promise<unknown>,
  script: string,
  { timeout = FOUND_MS, polling = POLL_MS }: WaitOptions = {},
): Promise<void> {
  const end = Date.now() + timeout * SLOWER;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof ScriptError || Date.now() > end) throw error;
    });
    if (answer) return;
    if (Date.now() > end) throw new Error(`Not within ${timeout * SLOWER} ms: ${script}`);
    await pause(polling);
  }
}
