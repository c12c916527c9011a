/* global document */
const list = document.getElementById('received');
const empty = document.getElementById('received-empty');

/** Puts what a notebook sent on top of the list, as text. */
export function showReceived(payload) {
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString();
  const content = document.createElement('pre');
  content.tabIndex = 0;
  content.textContent = JSON.stringify(payload, null, 2);
  const item = document.createElement('li');
  item.append(time, content);
  list.prepend(item);
  empty.hidden = true;
}
