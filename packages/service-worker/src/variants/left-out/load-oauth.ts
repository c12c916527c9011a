/** In the place of `flows/load-oauth.ts`: of the second script its pages are there, for sign-ins that there are none of. */
import { ownPage, seeOther } from '../../pages/see-other.js';

export { unreachable as keepOAuth } from './unreachable.js';

const answer = (_: URL, { own }: { readonly own: string }): Promise<Response> =>
  Promise.resolve(seeOther(ownPage(`${own}done?result=failed`)));

export const loadOAuth = () => ({
  answerStart: answer,
  answerCallback: answer,
  answerEndSession: answer,
});
