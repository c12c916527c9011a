import { expect, it } from 'vitest';
import { html, jsonScript } from './html.js';

it('escapes text, not pieces of pages', () => {
  const name = `<img src=x onerror="a('b')">&`;
  expect(html`<b title="${name}">${html`<i>${1}</i>`}${undefined}</b>`.text).toBe(
    '<b title="&#60;img src=x onerror=&#34;a(&#39;b&#39;)&#34;&#62;&#38;"><i>1</i></b>',
  );
});

it('lets no data end its script', () => {
  expect(jsonScript('data', { name: '</script><script>' }).text.match(/<\/?script/g)).toHaveLength(
    2,
  );
});
