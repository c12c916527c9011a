import type { Attack } from './harness/attack.js';
import { attack as ofPages } from './registrations.js';

export const attack: Attack = {
  ...ofPages,
  title:
    "registrations by a kernel: the site's files for narrower scopes, unregistering the worker",
  from: 'kernel',
  differs: true,
  notIn: { chromium: 'workers have no navigator.serviceWorker' },
};
