import type { SearchableProfile } from '../harness/find-secrets.js';
import type { ScriptFrame, UserFrame } from '../harness/script-frame.js';

export type EngineName = 'chromium' | 'firefox' | 'webkit';

/** A browser that the tests drive: one driver each, the same scenarios for all. */
export interface Engine {
  readonly name: EngineName;
  /**
   * What the tests' own web host puts in front of the site's worker for this
   * engine, where the browser has no command to stop one. Never in the product.
   */
  readonly workerPrelude?: string;
  /**
   * A profile that knows nothing yet; starts the browser where it does not run.
   * All profiles of a test file have the same options.
   */
  newProfile(options?: ProfileOptions): Promise<EngineProfile>;
  /** Ends the browser and what it needed. */
  close(): Promise<void>;
}

export interface ProfileOptions {
  /** The browser keeps pages that are left, and shows them again as they were, as it does for users where it can. */
  readonly keepsPages?: boolean;
}

export interface EngineProfile extends SearchableProfile {
  newPage(): Promise<EnginePage>;
  /** The tab or window that a page opens while the user does this. */
  openedBy(action: () => Promise<unknown>): Promise<EnginePage>;
  /**
   * Stops the site's service worker, as the browser does with an idle one; resolves when it has stopped.
   * @param frame one that it controls, where no tab's own page is
   */
  stopServiceWorkers(frame?: ScriptFrame): Promise<void>;
  /** Cuts the browser off from the network, or connects it again; undefined where its driver cannot. */
  readonly setOffline?: (isOffline: boolean) => Promise<void>;
  /** Closes it; with a name, leaves the console and a picture of each page, for who looks into a failure. */
  close(failure?: string): Promise<void>;
}

/** A tab, or a window. */
export interface EnginePage extends UserFrame {
  /** Every address that it has shown, in order; undefined where the driver does not tell. */
  readonly shown?: readonly string[];
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  /** Past every cache and the worker, as users do with the shift key; undefined where the driver cannot. */
  readonly reloadHard?: () => Promise<unknown>;
  /** Goes to the address before, as users do; resolves when the page is left. */
  back(): Promise<unknown>;
  bringToFront(): Promise<unknown>;
  close(): Promise<void>;
  /** Whether it was closed, by whomever. */
  isClosed(): Promise<boolean>;
  /** The frame in the element, once the page has it. */
  frame(selector: string): Promise<UserFrame>;
}
