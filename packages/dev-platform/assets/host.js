/* global document, window */
// The host's side of the messages: answers the notebooks in the frame and nobody else.
import { showReceived } from './received.js';

const { siteOrigin, materials } = JSON.parse(document.getElementById('host-data').textContent);
const frame = document.getElementById('notebooks');
const linkStatus = document.getElementById('link-status');

/** True once the notebooks have asked: before, nobody listens for updates. */
let asked = false;
/** Counts answers begun: an older one that ends later must not overwrite a newer. */
let latest = 0;

window.addEventListener('message', (event) => {
  if (event.origin !== siteOrigin || event.source !== frame.contentWindow) return;
  const { type, action, payload } = event.data ?? {};
  if (type !== 'from-iframe-to-host') return;
  if (action === 'get-data') {
    asked = true;
    void sendData();
  } else if (action === 'set-data') {
    showReceived(payload);
  }
});

document.querySelector('.materials').addEventListener('change', () => {
  if (asked) void sendData();
});

frame.src = frame.dataset.src;

async function sendData() {
  const mine = ++latest;
  const session = await fetchSession();
  if (mine !== latest) return;
  if (!session) {
    showStatus('failed', 'Your session has ended. Sign in again at the platform.');
    return;
  }
  const chosen = tickedMaterials();
  const payload = { ...session, materials: chosen };
  frame.contentWindow.postMessage({ type: 'from-host-to-iframe', payload }, siteOrigin);
  const count = chosen.length === 1 ? '1 material' : `${chosen.length} materials`;
  showStatus('sent', `Connected: ${count} sent`);
}

/** The session with a fresh auth token; undefined where nobody is signed in or the platform is gone. */
async function fetchSession() {
  try {
    const response = await fetch('/session', { method: 'POST' });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

function tickedMaterials() {
  const ticked = [...document.querySelectorAll('.materials input:checked')].map((box) => box.value);
  return materials.filter((material) => ticked.includes(material._id));
}

function showStatus(state, text) {
  linkStatus.dataset.state = state;
  linkStatus.textContent = text;
}
