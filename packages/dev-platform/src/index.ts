export { ADA, GRACE, LINUS, TEST_ACCOUNTS, type TestAccount } from './accounts.js';
export { AUTH_TOKEN_SECONDS } from './auth-tokens.js';
export type { HostSession } from './host-session.js';
export { PortInUseError } from './listen.js';
export { CLIENT_ID } from './oidc/configuration.js';
export type { DevPlatformOptions } from './options.js';
export type { IssuedSecret, ReceivedRequest, SecretKind } from './recorder.js';
export { serveSite, type ServedSite, type ServeSiteOptions } from './serve-site.js';
export { startDevPlatform, type DevPlatform } from './start-dev-platform.js';
