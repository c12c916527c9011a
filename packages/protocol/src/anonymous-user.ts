import type { User } from './user.js';

const MOONS = [
  ...['Metis', 'Adrastea', 'Amalthea', 'Thebe', 'Io', 'Europa', 'Ganymede', 'Callisto'],
  ...['Themisto', 'Leda', 'Himalia', 'Lysithea', 'Elara', 'Carpo', 'Ananke', 'Praxidike'],
  ...['Harpalyke', 'Iocaste', 'Euanthe', 'Thelxinoe', 'Thyone', 'Hermippe', 'Carme', 'Kalyke'],
];

/**
 * Somebody of whom nothing is known, as Jupyter names them: after a moon of
 * Jupiter, the same one for the same `id`.
 */
export function anonymousUser(id: string): User {
  const moon = MOONS[spread(id) % MOONS.length] ?? 'Io';
  const name = `Anonymous ${moon}`;
  return {
    username: `anonymous-${id}`,
    name,
    display_name: name,
    initials: `A${moon.charAt(0)}`,
  };
}

/** A non-negative number of `text` that spreads; nothing depends on it being hard to guess. */
export function spread(text: string): number {
  return Array.from(text).reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003,
    7,
  );
}
