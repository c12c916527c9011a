/* global document */
// The host's side with the SDK: notebooks in the frame, or in a tab of their own.
import { showReceived } from './received.js';
import { createNotebookHost, openNotebook } from '/sdk/host.js';

const page = JSON.parse(document.getElementById('host-data').textContent);
const { siteOrigin, materials, environ, withCode } = page;
const frame = document.getElementById('notebooks');
const openTab = document.getElementById('open-tab');
const linkStatus = document.getElementById('link-status');

const options = () => ({
  getSession: async () => {
    const response = await post('/session');
    return response.status === 401 ? null : (await response.json()).apiConfig;
  },
  data: dataNow(),
  onData: showReceived,
  onState: showState,
});

let host;
if (frame) {
  host = createNotebookHost(frame, { origin: siteOrigin, ...options() });
  frame.src = frame.dataset.src;
}
openTab?.addEventListener('click', () => {
  const getCode = async () => (await (await post('/launch/code')).json()).code;
  host = openNotebook(openTab.dataset.src, { ...options(), ...(withCode && { getCode }) });
});
// Not before a click does something.
openTab?.removeAttribute('hidden');

document.querySelector('.materials').addEventListener('change', () => host?.setData(dataNow()));
document
  .querySelector('form[action="/sign-out"]')
  .addEventListener('submit', () => host?.signOut());

function dataNow() {
  const ticked = [...document.querySelectorAll('.materials input:checked')].map((box) => box.value);
  return { environ, materials: materials.filter((material) => ticked.includes(material._id)) };
}

async function post(path) {
  const { fetch } = globalThis;
  const response = await fetch(path, { method: 'POST' });
  if (!response.ok && response.status !== 401) throw new Error(`${path}: ${response.status}`);
  return response;
}

function showState({ status, user, problem }) {
  const words = {
    loading: 'Waiting for the notebook to ask',
    'signed-in': `Connected: the notebooks run as ${user?.name ?? 'you'}`,
    'signed-out': 'Connected: nobody is signed in in the notebooks',
    apart: 'The notebooks run in their own tab',
    closed: 'Not connected any more',
  };
  linkStatus.dataset.state = problem ? 'failed' : status === 'signed-in' ? 'sent' : 'waiting';
  linkStatus.textContent = problem?.detail ?? words[status];
}
