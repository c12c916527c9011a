/**
 * The second script: all that needs the OAuth library. The browser keeps it from the
 * worker's installation on; a start of the worker evaluates it when an exchange with
 * an issuer first needs it, which most starts never do (`flows/load-oauth.ts`).
 */
export { OAuthClient } from './oauth-client.js';
