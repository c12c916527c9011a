import { TYPED_SITE } from './stage.js';
import { MARGIN } from './state.js';
import type { State } from './state.js';

/** What first visitors see who come by a link that is to sign them in. */
export const LINK_STATES: readonly State[] = [
  {
    name: 'page-link',
    margin: MARGIN,
    chapter: 'first',
    says: 'A link that signs a first visitor in: before there are notebooks, its token is tried.',
    show: async (stage) => {
      const page = await stage.firstVisit();
      stage.holdBack('/forge/me');
      await page.goto(`${TYPED_SITE}lab/index.html#token=wrong`);
      await page.getByText('Signing in').waitFor();
      return page.locator('main');
    },
  },
  {
    name: 'page-link-refused',
    margin: MARGIN,
    chapter: 'first',
    says: "The link's token was refused.",
    show: async (stage) => {
      stage.goOn();
      const page = stage.lastVisit();
      await page.getByText('You are not signed in').waitFor();
      return page.locator('main');
    },
  },
];
