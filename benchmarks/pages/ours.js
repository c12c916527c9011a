import { controlled, ready } from './common.js';

await controlled('/service-worker.js?enableCache=false', { updateViaCache: 'none' });
globalThis.keeper = new SharedWorker('/service-worker.js?keeper', {
  name: 'auth-bridge-keeper',
  extendedLifetime: true,
});

const ask = (message) =>
  new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) =>
      data.ok ? resolve(data.value) : reject(new Error(data.error.detail));
    navigator.serviceWorker.controller.postMessage(message, [port2]);
  });

const { state } = await ask({ type: 'auth-bridge:hello', version: 1, host: false });
if (state.providers[0].status === 'signed-in') {
  ready();
} else {
  const asked = await ask({
    type: 'auth-bridge:sign-in',
    provider: 'platform',
    method: 'redirect',
  });
  const { id } = asked.state.providers[0].signIn;
  const query = new URLSearchParams({ provider: 'platform', 'sign-in': id, return: location.href });
  location.href = `/auth-bridge/start?${query}`;
}
globalThis.ask = ask;
