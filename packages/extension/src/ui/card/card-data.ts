import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { BridgeState, ProviderState } from '@jupyterlite-auth-bridge/protocol';

/** MIME type of the session's card; the kernel helper's is the same. */
export const SESSION_MIME = 'application/vnd.jupyterlite-auth-bridge.session.v1+json';

/** All that an output may say: any notebook can make one. */
export interface CardData {
  readonly provider: string;
  /** The load of the page that the cell was run in. */
  readonly page: string;
}

/**
 * What a card shows: the provider's session as it is now; that of a cell that
 * was run in another load of the page, or elsewhere, nothing but the provider.
 */
export type CardView =
  | { readonly kind: 'live'; readonly provider: ProviderState }
  | { readonly kind: 'earlier'; readonly label: string | undefined };

/** What is no such output is one of an earlier run, of no known provider. */
export function readCard(data: unknown): CardData {
  const { provider, page } = isRecord(data) ? data : {};
  return {
    provider: typeof provider === 'string' ? provider : '',
    page: typeof page === 'string' ? page : '',
  };
}

/**
 * Of the output nothing is shown: it only names one of the bridge's own providers.
 * @param thisPage this load of the page
 */
export function viewOf(
  { provider: id, page }: CardData,
  state: BridgeState | undefined,
  thisPage: string,
): CardView {
  const provider = state?.providers.find((each) => each.id === id);
  return provider && page === thisPage
    ? { kind: 'live', provider }
    : { kind: 'earlier', label: provider?.label };
}
