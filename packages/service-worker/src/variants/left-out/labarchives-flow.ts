/** In the place of `labarchives/labarchives-flow.ts`. */
export { unreachable as LabArchivesFlow } from './unreachable.js';
