import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';

/** Until when (ms since the epoch) the session of which provider is. */
export interface Ending {
  readonly provider: ProviderState;
  readonly expiresAt: number;
}

/** The sessions that end without being renewed, and the user with nothing said of it yet. */
export function endings(
  providers: readonly ProviderState[],
  reminded: ReadonlySet<string>,
): readonly Ending[] {
  return providers.flatMap((provider) => {
    const { expiresAt, renewable } = provider.session ?? {};
    return expiresAt === undefined || renewable || reminded.has(endingKey(provider.id, expiresAt))
      ? []
      : [{ provider, expiresAt }];
  });
}

/** Under which it is remembered that the user was reminded. */
export function endingKey(provider: string, expiresAt: number): string {
  return `${provider} ${expiresAt}`;
}
