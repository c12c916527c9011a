import type { User } from '@jupyterlab/services';
import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';

/**
 * The user of the first session that there is, in the order of `auth.json`;
 * `anonymous` where there is none.
 */
export function currentIdentity(
  state: BridgeState | undefined,
  anonymous: User.IIdentity,
): User.IIdentity {
  const session = state?.providers.find(({ session }) => session)?.session;
  if (!session) return anonymous;
  const { avatar_url, color, ...names } = session.user;
  return {
    ...names,
    color: color ?? collaboratorColor(names.username),
    ...(avatar_url !== undefined && { avatar_url }),
  };
}

/** Somebody of whom nothing is known, as Jupyter names them: after a moon of Jupiter. */
export function anonymousIdentity(id: string): User.IIdentity {
  const moon = MOONS[hash(id) % MOONS.length] ?? 'Io';
  const name = `Anonymous ${moon}`;
  return {
    username: `anonymous-${id}`,
    name,
    display_name: name,
    initials: `A${moon.charAt(0)}`,
    color: collaboratorColor(id),
  };
}

/** One of the theme's colours for people: the same one for the same name. */
export function collaboratorColor(name: string): string {
  return `var(--jp-collaborator-color${(hash(name) % COLORS) + 1})`;
}

/** How many colours of that kind a theme has. */
const COLORS = 7;

const MOONS = [
  ...['Metis', 'Adrastea', 'Amalthea', 'Thebe', 'Io', 'Europa', 'Ganymede', 'Callisto'],
  ...['Themisto', 'Leda', 'Himalia', 'Lysithea', 'Elara', 'Carpo', 'Ananke', 'Praxidike'],
  ...['Harpalyke', 'Iocaste', 'Euanthe', 'Thelxinoe', 'Thyone', 'Hermippe', 'Carme', 'Kalyke'],
];

/** A non-negative number that spreads; nothing depends on it being hard to guess. */
function hash(text: string): number {
  return Array.from(text).reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003,
    7,
  );
}
