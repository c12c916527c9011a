/** In the place of `rules/roles.ts`: no rule wants a role. */
import type { Problem } from '../../problem.js';

export const missingRole = (): Problem | undefined => undefined;
export const isAboutPaths = (): boolean => false;
