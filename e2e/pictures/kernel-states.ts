import { command } from '../harness/act.js';
import { Notebook } from '../harness/notebook.js';
import { shownCode } from '../harness/sign-in.js';
import { START, fixClock } from './fixed-clock.js';
import { CELLS, cellOf, inKernel, PATH, runCell, startInKernel } from './notebook.js';
import { PLATFORM, SITE, USER_CODE } from './stage.js';
import type { Stage } from './stage.js';
import { MARGIN, STATUS, close, dialogWith, hideNotice, noticeWith, start } from './state.js';
import type { State } from './state.js';

const PANEL = '.jp-AuthBridge-panel';
const CALL_BY_HANDLE = `import os
from pyodide.http import pyfetch
async def call(url, **options):
    bearer = {"Authorization": "Bearer " + os.environ["OIDC_ACCESS_TOKEN"]}
    await pyfetch(url, headers=bearer, **options)`;
/** As a client that does its sign-in itself; no call waits for another sign-in. */
const RENEW_BY_HANDLE = `from urllib.parse import urlencode
handle = os.environ["OIDC_ACCESS_TOKEN"]
form = {"grant_type": "refresh_token", "refresh_token": handle, "client_id": "cli-device-client"}
headers = {"Content-Type": "application/x-www-form-urlencoded"}
await pyfetch("${PLATFORM}/oidc/token", method="POST", headers=headers, body=urlencode(form))`;

/** What people see of notebooks and their kernels, signed in at first. */
export const KERNEL_STATES: readonly State[] = [
  {
    name: 'panel-kernels',
    margin: MARGIN,
    chapter: 'panel',
    says: 'The kernels that have a handle, each with the way to take its access away.',
    show: async (stage) => {
      const page = await main(stage);
      const section = page.locator(PANEL).getByRole('region', { name: 'Kernels' });
      // The helper compares its time with the worker's.
      await inKernel(page, `import js\njs.eval(${JSON.stringify(fixClock(START))})`);
      await section.getByText(PATH).waitFor();
      return section;
    },
  },
  {
    name: 'dialog-revoke',
    chapter: 'panel',
    says: 'Before that is done, it says what it does.',
    show: async (stage) => {
      const page = await main(stage);
      await page.getByRole('button', { name: `Revoke the access of ${PATH}` }).click();
      return dialogWith(page, 'Revoke access?');
    },
    leave: async (stage) => close(await main(stage), 'Cancel'),
  },
  {
    name: 'panel-activity',
    margin: MARGIN,
    chapter: 'panel',
    says: 'What notebooks called, by which rule, and how it ended; to filter and to export.',
    show: async (stage) => {
      const page = await main(stage);
      const section = page.locator(PANEL).getByRole('region', { name: 'Activity' });
      for (const path of ['/api/v1/users/me', '/api/2018-10-01/projects?limit=5', '/elsewhere']) {
        await stage.tick();
        await inKernel(page, `${CALL_BY_HANDLE}\nawait call("${PLATFORM}${path}")`);
      }
      await section.getByText('4 calls').waitFor();
      return section;
    },
  },
  {
    name: 'dialog-question',
    chapter: 'notebook',
    says: 'A rule of the site wants the user to be asked before this call goes out.',
    show: async (stage) => {
      const page = await main(stage);
      const url = `${PLATFORM}/api/2018-10-01/jobs?name=relaxation`;
      await startInKernel(page, `${CALL_BY_HANDLE}\nawait call("${url}", method="POST")`);
      const dialog = await dialogWith(page, PATH);
      // A click that was meant for something else comes too soon.
      await dialog.locator('button:enabled', { hasText: 'Once' }).waitFor();
      return dialog;
    },
    leave: async (stage) => close(await main(stage), 'No'),
  },
  {
    name: 'narrow-panel',
    chapter: 'narrow',
    says: 'The sidebar in a window of 320 pixels.',
    show: async (stage) => {
      const page = await stage.lab(SITE, 320);
      await command(page, 'auth-bridge:show-panel');
      const session = page.locator(`${PANEL} .jp-AuthBridge-provider`);
      await session.getByText('Ada Example').first().waitFor();
      return session;
    },
  },
  {
    name: 'narrow-status',
    chapter: 'narrow',
    says: 'The status bar in a window of 320 pixels.',
    show: async (stage) => (await stage.lab(SITE, 320)).locator(STATUS),
    leave: async (stage) => (await stage.lab(SITE, 320)).close(),
  },
  {
    name: 'card-signed-in',
    chapter: 'notebook',
    says: 'A cell that ends with `session()` or `await authenticate()` shows the session, live.',
    show: async (stage) => {
      const page = await main(stage);
      await runCell(page, 'session');
      const card = cellOf(page, 'session').locator('.jp-AuthBridge-card');
      await card.getByText('Ada Example').first().waitFor();
      return card;
    },
  },
  {
    name: 'card-earlier',
    chapter: 'notebook',
    says: 'The card of a notebook that is opened again.',
    show: async (stage) => cellOf(await main(stage), 'earlier').locator('.jp-AuthBridge-card'),
  },
  {
    name: 'card-exported',
    chapter: 'notebook',
    says: 'What an exported notebook has of it: no name, no time, no code.',
    show: async (stage) => {
      const html = await (
        await main(stage)
      ).evaluate((index) => {
        const cells = [...(window.jupyterapp.shell.currentWidget?.content.model?.cells ?? [])];
        const [output] = cells[index]?.outputs?.toJSON() ?? [];
        return String(output?.data?.['text/html']);
      }, CELLS.session);
      const page = await stage.firstVisit();
      await page.setContent(`<title>Exported</title><html lang="en"><main>${html}</main></html>`);
      return page.locator('main > div');
    },
  },
  {
    name: 'notice-signed-out',
    chapter: 'notices',
    says: "The user has signed out. The provider's own pages may still know them, and there is a way to end that, too.",
    announced: 'Not signed in to Mat3ra.',
    show: async (stage) => {
      const page = await main(stage);
      await command(page, 'auth-bridge:sign-out');
      return noticeWith(page, 'Signed out of Mat3ra.');
    },
    leave: async (stage) => hideNotice(await main(stage), 'Signed out of Mat3ra.'),
  },
  {
    name: 'card-signed-out',
    chapter: 'notebook',
    says: "The session's card after signing out.",
    show: async (stage) => {
      const card = cellOf(await main(stage), 'session').locator('.jp-AuthBridge-card');
      await card.getByText('Not signed in.').waitFor();
      return card;
    },
  },
  {
    name: 'card-signing-in',
    chapter: 'notebook',
    says: 'While a sign-in is on its way.',
    show: async (stage) => {
      const page = await main(stage);
      await runCell(page, 'failed');
      await noticeWith(page, 'A notebook needs a sign-in');
      const card = cellOf(page, 'session').locator('.jp-AuthBridge-card');
      await card.getByText(USER_CODE).waitFor();
      return card;
    },
  },
  {
    name: 'cell-failed',
    chapter: 'notebook',
    ours: '.jp-Cell-outputWrapper',
    says: 'A call that was refused: the error says why, and what to do.',
    show: async (stage) => {
      const page = await main(stage);
      await (await noticeWith(page, 'A notebook needs')).getByText('Show sign-in').click();
      await shownCode(page);
      await close(page, 'Cancel sign-in');
      const cell = cellOf(page, 'failed');
      await cell.getByText('cancelled').first().waitFor();
      return cell;
    },
  },
  {
    name: 'notice-ended',
    chapter: 'notices',
    says: 'The sign-in service has ended the session.',
    announced: 'The session with Mat3ra has ended.',
    show: async (stage) => {
      const page = await main(stage);
      await start(page, 'auth-bridge:sign-in');
      await shownCode(page);
      await stage.platform.confirmDevice(USER_CODE);
      await stage.tick();
      await hideNotice(page, 'Signed in to Mat3ra');
      stage.platform.revokeSessions();
      await inKernel(page, RENEW_BY_HANDLE);
      return noticeWith(page, 'The session with Mat3ra has ended.');
    },
    leave: async (stage) => hideNotice(await main(stage), 'The session with Mat3ra has ended.'),
  },
  {
    name: 'panel-ended',
    margin: MARGIN,
    chapter: 'panel',
    says: 'The sidebar after the session has ended.',
    show: async (stage) => (await main(stage)).locator(`${PANEL} .jp-AuthBridge-provider`),
  },
  {
    name: 'panel-revoked',
    margin: MARGIN,
    chapter: 'panel',
    says: 'A kernel whose access was revoked, and what gives it back.',
    show: async (stage) => {
      const page = await main(stage);
      await page.getByRole('button', { name: `Revoke the access of ${PATH}` }).click();
      await close(page, 'Revoke');
      const kernel = page.locator(`${PANEL} .jp-AuthBridge-kernel`, { hasText: PATH });
      await kernel.getByText('Access revoked').waitFor();
      return kernel;
    },
    leave: async (stage) => {
      const notebook = await Notebook.opened(await main(stage), PATH);
      await notebook.restartKernel();
    },
  },
];

function main(stage: Stage) {
  return stage.lab(SITE);
}
