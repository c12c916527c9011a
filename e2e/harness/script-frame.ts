/** How long to wait for a state, and how often to look (ms). */
export interface WaitOptions {
  readonly timeout?: number;
  /** Default: with each frame that the browser draws, or as often as its driver can. */
  readonly polling?: number;
}

/**
 * The part of a page or frame that every engine's driver has, with Playwright's
 * own signatures: its Page and Frame fit as they are. What a function is given
 * and what it returns is JSON.
 */
export interface ScriptFrame {
  evaluate<R>(script: () => R | Promise<R>): Promise<R>;
  evaluate<R, A>(script: (arg: A) => R | Promise<R>, arg: A): Promise<R>;
  /** Resolves once the function returns something truthy, also where the page is loaded anew meanwhile. */
  waitForFunction<A>(script: (arg: A) => unknown, arg: A, options?: WaitOptions): Promise<unknown>;
}

/** A page or frame that a user acts on: clicks and keys come from the browser, not from a script. */
export interface UserFrame extends ScriptFrame {
  /** Waits until the element can be clicked, and clicks it. */
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
}
