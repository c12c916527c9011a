import type { SignedOut } from '../bridge/bridge';
import { isOwnPage } from '../bridge/own-pages';

/**
 * The page of the worker's that leads to where the provider's own session is
 * ended; undefined where there is none that can be opened from here. In a frame
 * a new tab may be in another storage partition, where that page is not.
 */
export function endSessionUrl(
  { endSession }: Pick<SignedOut, 'endSession'>,
  own: string,
  framed: boolean,
): string | undefined {
  return endSession !== undefined && !framed && isOwnPage(endSession, own, 'end-session')
    ? endSession
    : undefined;
}
