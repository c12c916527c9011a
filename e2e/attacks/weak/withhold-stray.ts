import type { strayProblem as real } from '../../../packages/service-worker/src/rules/withhold-stray.js';

/** Weak: wherever a redirect led. */
export const strayProblem: typeof real = () => undefined;
