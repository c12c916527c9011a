export { apiMethodOf } from './api-method.js';
export { LabArchivesError } from './labarchives-error.js';
export { readUserAccessAnswer } from './read-answer.js';
export { readSignInCallback } from './sign-in-callback.js';
export type { SignInAnswer } from './sign-in-callback.js';
export { sign } from './sign.js';
export type { AccessKey } from './sign.js';
export {
  CALL_LIFE_MS,
  SIGN_IN_LIFE_MS,
  signedUrl,
  signInUrl,
  userAccessInfoUrl,
} from './signed-url.js';
export { LONGEST_ANSWER, readLabArchivesError, readUserAccessInfo } from './user-access.js';
export type { LabArchivesNotebook, UserAccess } from './user-access.js';
