import { FRAMED_STATES } from './framed-states.js';
import { KERNEL_STATES } from './kernel-states.js';
import { SITE_STATES } from './site-states.js';
import type { State } from './state.js';
import { TYPED_STATES } from './typed-states.js';
import { WORKER_STATES } from './worker-states.js';

/** All that people see, in the order in which it comes about: the kernel starts while the others are shown. */
export const STATES: readonly State[] = [
  ...SITE_STATES,
  ...TYPED_STATES,
  ...FRAMED_STATES,
  ...WORKER_STATES,
  ...KERNEL_STATES,
];
