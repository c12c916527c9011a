/** In the place of `capture/token-endpoint.ts`. */
export { unreachable as answerClient } from './unreachable.js';
