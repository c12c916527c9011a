import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'odd paths: out of what a rule covers, and into what one denies',
  from: 'kernel',
  script: async ({ platform, friend }, kit) => {
    const api = `${platform}api/`;
    const urls: Record<string, string> = {
      beside: `${api}v1x/x`,
      'beside with a dot': `${api}v1./x`,
      'beside in other letters': `${api}V1/x`,
      'up and out': `${api}v1/../v2/x`,
      'up by escaped dots': `${api}v1/%2e%2e/v2/x`,
      'up by one escaped dot': `${api}v1/.%2E/v2/x`,
      'up by an escaped slash': `${api}v1/..%2fv2/x`,
      'up by an escaped backslash': `${api}v1/..%5cv2/x`,
      'up by a backslash': `${api}v1\\..\\v2\\x`,
      'up by dots escaped twice': `${api}v1/%252e%252e/v2/x`,
      'up by dots with a parameter': `${api}v1/..;/v2/x`,
      denied: `${api}v1/admin/x`,
      'denied without its slash': `${api}v1/admin`,
      'denied after two slashes': `${api}v1//admin/x`,
      'denied after a dot': `${api}v1/./admin/x`,
      'denied by an escape': `${api}v1/%61dmin/x`,
      'denied by two escapes': `${api}v1/%2561dmin/x`,
      'denied by an escaped slash': `${api}v1/x%2f..%2fadmin/x`,
      'denied with a parameter': `${api}v1/admin;x/x`,
      'denied in other letters': `${api}v1/Admin/x`,
      'denied in capitals': `${api}V1/ADMIN/x`,
      'denied by a backslash': `${api}v1\\admin\\x`,
      'denied by an escaped backslash': `${api}v1/%5cadmin/x`,
      'denied at a line break': `${api}v1/admin%0a/x`,
      'denied at a NUL': `${api}v1/admin%00/x`,
      'denied after a tab in the URL': `${api}v1/ad\tmin/x`,
      'beside a friend': `${friend}database/x`,
      'above a friend': `${friend}data/../secret`,
    };
    const seen: unknown[] = [];
    for (const [name, url] of Object.entries(urls)) {
      seen.push(await kit.call(name, url), kit.xhr(name, url));
    }
    return seen;
  },
  fromWeak: [
    'beside called what the rules forbid (GET)',
    'denied called what the rules forbid (GET)',
    'denied by an escape called what the rules forbid (GET)',
    'denied in other letters called what the rules forbid (GET)',
    'beside a friend sent one where no rule says (GET)',
  ],
};
