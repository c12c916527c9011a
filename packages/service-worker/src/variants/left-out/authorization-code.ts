/** In the place of `flows/authorization-code.ts`: its pages are there, for sign-ins that there are none of. */
import { ownPage, seeOther } from '../../pages/see-other.js';

export function answerStart(_: URL, { own }: { readonly own: string }): Promise<Response> {
  return Promise.resolve(seeOther(ownPage(`${own}done?result=failed`)));
}

export { answerStart as answerCallback, answerStart as answerEndSession };
