export const CommandIDs = {
  signIn: 'auth-bridge:sign-in',
  signOut: 'auth-bridge:sign-out',
  show: 'auth-bridge:show',
  showPanel: 'auth-bridge:show-panel',
  exportActivity: 'auth-bridge:export-activity',
} as const;

/** The `format` argument of the command that exports the activity. */
export const EXPORT_FORMATS = ['json', 'csv'] as const;

/** The `provider` argument of a command; without one the first provider is meant. */
export function providerArgument(args: object): string | undefined {
  return 'provider' in args && typeof args.provider === 'string' ? args.provider : undefined;
}
