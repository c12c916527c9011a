import { DEFAULT_PORT, platformPort } from './ports.mjs';

/**
 * `lite-config/auth.json` for a site on another port than the one it is written for.
 *
 * @param {unknown} value a part of the parsed file
 * @param {number} port of the site
 * @returns {unknown} the same with the ports of site and platform replaced, in URLs and alone
 */
export function moveToPort(value, port) {
  if (typeof value === 'string') return movePorts(value, port);
  if (Array.isArray(value)) return value.map((each) => moveToPort(each, port));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, moveToPort(each, port)]),
  );
}

/**
 * @param {string} text
 * @param {number} port
 */
function movePorts(text, port) {
  return text.replace(/^(\d+)$|(?<=^http:\/\/localhost:)(\d+)(?=\/|$)/, (found) => {
    if (found === String(DEFAULT_PORT)) return String(port);
    return found === String(platformPort(DEFAULT_PORT)) ? String(platformPort(port)) : found;
  });
}
