/** In the place of `attach/ask-user.ts`. */
export { unreachable as askUser } from './unreachable.js';
