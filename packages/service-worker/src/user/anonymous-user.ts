import type { User } from '@jupyterlite-auth-bridge/protocol';
import type { Runtime } from '../runtime.js';

/** As Jupyter names those it does not know: moons of Jupiter. */
const MOONS = [
  ...['Metis', 'Adrastea', 'Amalthea', 'Thebe', 'Io', 'Europa', 'Ganymede', 'Callisto'],
  ...['Themisto', 'Leda', 'Himalia', 'Lysithea', 'Elara', 'Carpo', 'Ananke', 'Praxidike'],
  ...['Harpalyke', 'Iocaste', 'Euanthe', 'Thelxinoe', 'Thyone', 'Hermippe', 'Carme', 'Kalyke'],
];

/** A user of whom nothing is known: a moon's name, and an id of its own. */
export function anonymousUser(runtime: Runtime): User {
  const id = runtime.random(8);
  const moon = MOONS[sum(id) % MOONS.length] ?? 'Io';
  return {
    username: `anonymous-${id}`,
    name: `Anonymous ${moon}`,
    display_name: `Anonymous ${moon}`,
    initials: `A${moon.charAt(0)}`,
  };
}

function sum(text: string): number {
  return Array.from(text).reduce((total, letter) => total + letter.charCodeAt(0), 0);
}
