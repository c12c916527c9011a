import { answerCallback, answerEndSession, answerStart } from './authorization-code.js';
import { pollDeviceFlow, startDeviceFlow } from './device-flow.js';
import { learnUser } from './learn-user.js';
import { OAuthClient } from './oauth-client.js';
import { renewSession } from './renew-session.js';
import { answerClient } from './token-endpoint.js';

/**
 * The second script: sign-ins at an issuer, renewals and clients' own flows, with the
 * OAuth library that they need. The browser keeps it from the worker's installation on;
 * a start of the worker evaluates it when the first of these needs it, which most starts
 * never do (`flows/load-oauth.ts`).
 */
export const oauthPart = {
  OAuthClient,
  answerCallback,
  answerClient,
  answerEndSession,
  answerStart,
  learnUser,
  pollDeviceFlow,
  renewSession,
  startDeviceFlow,
};
