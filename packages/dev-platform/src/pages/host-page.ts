import type { TestAccount } from '../accounts.js';
import type { Entity } from '../api/entity-store.js';
import { stringAt } from '../is-record.js';
import { html, jsonScript, type Html } from './html.js';
import { identity } from './identity.js';
import { BRAND, page } from './layout.js';

export interface HostView {
  readonly account: TestAccount;
  readonly siteUrl: string;
  readonly siteOrigin: string;
  readonly materials: readonly Entity[];
  /** Ids of the materials that are ticked from the start. */
  readonly ticked: readonly string[];
  /** What the frame or the tab shows; absent until the notebooks are opened. */
  readonly notebooksUrl?: string;
  /** How the notebooks are spoken with: the messages that platforms use today where it is absent. */
  readonly sdk?: {
    /** In a tab of their own, with a one-time code or without. */
    readonly tab?: 'with-code' | 'without-code';
    readonly environ: Readonly<Record<string, string>>;
  };
}

/** The platform's page: notebooks in a frame, what goes to them, what came back. */
export function hostPage(view: HostView): string {
  const { account, siteOrigin, materials, notebooksUrl, sdk } = view;
  const open = notebooksUrl !== undefined;
  const tab = sdk?.tab;
  const withCode = tab === 'with-code';
  return page({
    title: open ? 'Notebooks' : 'Home',
    bodyClass: 'host-page',
    ...(open && { script: sdk ? 'host-sdk.js' : 'host.js' }),
    body: html`${header(account)}
      <div class="workspace">
        <main>${open ? (tab ? opener : frame)(notebooksUrl) : start(view.siteUrl)}</main>
        <aside aria-label="Exchange with the notebook">
          ${materialList(view)} ${receivedPanel(open)}
        </aside>
      </div>
      ${open ? jsonScript('host-data', { siteOrigin, materials, ...sdk, withCode }) : undefined}`,
  });
}

function header(account: TestAccount): Html {
  return html`<header>
    <a class="brand" href="/"
      ><img src="/assets/logo.svg" alt="" width="28" height="28" /><span>${BRAND}</span></a
    >
    <div class="session">
      ${identity(account)}
      <form method="post" action="/sign-out"><button type="submit">Sign out</button></form>
    </div>
  </header>`;
}

// The script sets the address once it listens: a fast site would ask before.
function frame(src: string): Html {
  return html`<iframe
    id="notebooks"
    title="Notebooks"
    data-src="${src}"
    allow="clipboard-read; clipboard-write"
  ></iframe>`;
}

function opener(src: string): Html {
  return html`<section class="start">
    <h1>Your notebooks open in a tab of their own</h1>
    <p>They run as you: no further sign-in, and no token ever reaches the notebook's code.</p>
    <p>
      <button id="open-tab" class="primary" type="button" data-src="${src}" hidden>
        Open notebooks
      </button>
    </p>
  </section>`;
}

function start(siteUrl: string): Html {
  return html`<section class="start">
    <h1>Work with your materials in a notebook</h1>
    <p>
      Tick the materials that you need and open the notebooks. They run as you: no further sign-in,
      and no token ever reaches the notebook's code.
    </p>
    <form id="open" action="/notebooks" method="get">
      <label for="path">Notebook <small>optional</small></label>
      <div class="row">
        <input id="path" name="path" placeholder="folder/notebook.ipynb" spellcheck="false" />
        <button class="primary" type="submit">Open notebooks</button>
      </div>
    </form>
    <p class="aside">
      <a href="${siteUrl}" target="_blank" rel="noopener">Open the notebooks by themselves</a>,
      where you sign in with a code.
    </p>
  </section>`;
}

function materialList({ materials, ticked, notebooksUrl }: HostView): Html {
  const boxes = materials.map(
    (material) =>
      html`<li>
        <label>
          <input
            type="checkbox"
            name="material"
            value="${material._id}"
            ${notebooksUrl ? undefined : html`form="open"`}
            ${ticked.includes(material._id) ? html`checked` : undefined}
          />
          <span>${stringAt(material, 'name')}</span>
          <code>${stringAt(material, 'formula')}</code>
        </label>
      </li>`,
  );
  return html`<section>
    <fieldset>
      <legend>Materials to send</legend>
      ${boxes.length === 0 ? html`<p class="empty">You have no materials.</p>` : undefined}
      <ul class="materials">
        ${boxes}
      </ul>
    </fieldset>
    ${
      notebooksUrl
        ? html`<p id="link-status" class="status" role="status" data-state="waiting">
            Waiting for the notebook to ask
          </p>`
        : undefined
    }
  </section>`;
}

function receivedPanel(open: boolean): Html {
  return html`<section class="received">
    <h2>Received from the notebook</h2>
    <p class="empty" id="received-empty">
      ${
        open
          ? 'Nothing yet. What a notebook sends with set_data appears here.'
          : 'Open the notebooks: what they send back appears here.'
      }
    </p>
    <ol id="received" aria-live="polite"></ol>
  </section>`;
}
