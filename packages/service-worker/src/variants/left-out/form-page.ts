/** In the place of `pages/form-page.ts`. */
export { unreachable as formPage } from './unreachable.js';
