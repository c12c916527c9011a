import { TEST_ACCOUNTS, type TestAccount } from '../accounts.js';
import { html } from './html.js';

const COLOURS = ['#2b6a6c', '#7a4a9c', '#a5532a'];

/** A round picture with the account's initial, as SVG. */
export function picture(account: TestAccount): string {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">
    <circle cx="20" cy="20" r="20" fill="${COLOURS[TEST_ACCOUNTS.indexOf(account)]}" />
    <text
      x="20"
      y="20"
      dy="0.36em"
      fill="#fff"
      font-family="system-ui, sans-serif"
      font-size="19"
      font-weight="600"
      text-anchor="middle"
    >
      ${account.name.slice(0, 1)}
    </text>
  </svg>`.text;
}
