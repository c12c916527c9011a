import { escapeHtml, pageResponse } from './page.js';

/** One input of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  /** `password` is not shown while it is typed. */
  readonly type: 'text' | 'password' | 'email';
  readonly hint?: string;
  /** The action that it belongs to; needed by every action where it is absent. */
  readonly action?: string;
}

/** What the user is asked for, in a page of the worker's own: no page of the site's reads what is typed. */
export interface Form {
  readonly title: string;
  readonly intro: string;
  /** A page where the user gets what is asked for. */
  readonly link?: { readonly url: string; readonly label: string };
  readonly fields: readonly Field[];
  /** Buttons, by the value of `action` that they send. */
  readonly actions: readonly { readonly action: string; readonly label: string }[];
}

/** Answers the navigation to a form. What is typed goes to the worker by message: a POST would reach the web host if the worker were gone. */
export function formPage(
  form: Form,
  provider: string,
  signIn: string,
  ancestors: readonly string[] = [],
): Promise<Response> {
  const { title, intro, link, fields, actions } = form;
  const shared = fields.filter(({ action }) => action === undefined);
  const groups = actions.map(({ action, label }) => {
    const own = fields.filter((field) => field.action === action);
    return `${own.map(input).join('')}<button class="main" name="action" value="${escapeHtml(action)}">${escapeHtml(label)}</button>`;
  });
  const help =
    link &&
    `<p><a href="${escapeHtml(link.url)}" target="_blank" rel="noopener noreferrer">${escapeHtml(link.label)}</a></p>`;
  return pageResponse({
    title,
    main: `<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(intro)}</p>${help ?? ''}
<form data-provider="${escapeHtml(provider)}" data-sign-in="${escapeHtml(signIn)}" novalidate>
${shared.map(input).join('')}
${groups.join('<hr>')}
<div role="alert"></div>
</form>`,
    script: SUBMIT,
    ancestors,
  });
}

function input({ name, label, type, hint }: Field): string {
  return `<label>${escapeHtml(label)}<input name="${escapeHtml(name)}" type="${type}" autocomplete="off" autocapitalize="off" spellcheck="false">${
    hint === undefined ? '' : `<small>${escapeHtml(hint)}</small>`
  }</label>`;
}

/** Longer than the worker's own limits for the exchanges that follow (ms). */
const ANSWER_MS = 45_000;

const SUBMIT = `
const form = document.querySelector('form');
const alert = document.querySelector('[role=alert]');
const buttons = [...form.querySelectorAll('button')];
const say = (words) => { alert.textContent = words; for (const button of buttons) button.disabled = false; };
form.querySelector('input').focus();
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  alert.textContent = '';
  for (const button of buttons) button.disabled = true;
  const values = Object.fromEntries(new FormData(form));
  values.action = (event.submitter || buttons[0]).value;
  const { provider, signIn } = form.dataset;
  const { controller } = navigator.serviceWorker;
  const worker = controller || ((await navigator.serviceWorker.getRegistration()) || {}).active;
  if (!worker) return say('This page is out of date: close it and sign in again in the notebook.');
  const { port1, port2 } = new MessageChannel();
  const timer = setTimeout(() => say('No answer came. Try again.'), ${ANSWER_MS});
  port1.onmessage = ({ data }) => {
    clearTimeout(timer);
    if (data.ok) location.replace(data.value.next);
    else say(data.error.detail);
  };
  worker.postMessage({ type: 'auth-bridge:submit-form', provider, signIn, values }, [port2]);
});`;
