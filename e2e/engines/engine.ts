import type { SearchableProfile } from '../harness/find-secrets.js';
import type { UserFrame } from '../harness/script-frame.js';

export type EngineName = 'chromium' | 'firefox' | 'webkit';

/** A browser that the tests drive: one driver each, the same scenarios for all. */
export interface Engine {
  readonly name: EngineName;
  /**
   * What the tests' own web host puts in front of the site's worker for this
   * engine, where the browser has no command to stop one. Never in the product.
   */
  readonly workerPrelude?: string;
  /** A profile that knows nothing yet; starts the browser where it does not run. */
  newProfile(): Promise<EngineProfile>;
  /** Ends the browser and what it needed. */
  close(): Promise<void>;
}

export interface EngineProfile extends SearchableProfile {
  newPage(): Promise<EnginePage>;
  /** Stops the site's service worker, as the browser does with an idle one; resolves when it has stopped. */
  stopServiceWorkers(): Promise<void>;
  /** Closes it; with a name, leaves the console and a picture of each page, for who looks into a failure. */
  close(failure?: string): Promise<void>;
}

/** A tab. */
export interface EnginePage extends UserFrame {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  /** The frame in the element, once the page has it. */
  frame(selector: string): Promise<UserFrame>;
}
