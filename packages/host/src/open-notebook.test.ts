import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNotebook } from './open-notebook.js';
import type { OpenNotebookOptions } from './open-notebook.js';
import { FakeWindow, hello, SITE, windowMessage } from './testing/fake-site.js';

const URL_OF_NOTEBOOK = `${SITE}/lab/index.html?path=a.ipynb`;

let tab: FakeWindow & { readonly close: () => void };
let page: EventTarget & { open: (url: string, target: string) => unknown };
beforeEach(() => {
  tab = Object.assign(new FakeWindow(), { close: vi.fn() });
  page = Object.assign(new EventTarget(), {
    open: vi.fn((url: string) => {
      tab.location.href = url;
      return tab;
    }),
  });
  vi.stubGlobal('window', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = (more: Partial<OpenNotebookOptions> = {}) =>
  openNotebook(URL_OF_NOTEBOOK, { getSession: () => null, ...more });

const welcomes = () => tab.posted.filter(({ ports }) => ports.length > 0).length;

describe('openNotebook', () => {
  it('opens a tab at once, and welcomes the site in it', () => {
    const host = open();
    expect(page.open).toHaveBeenCalledExactlyOnceWith(URL_OF_NOTEBOOK, '_blank');
    page.dispatchEvent(windowMessage(hello(), tab));
    expect(tab.posted.at(-1)?.message).toEqual({ type: 'auth-bridge:host-welcome', version: 1 });
    page.dispatchEvent(windowMessage(hello(), tab));
    expect(host.ignored).toBe(1);
    expect(tab.location.href).toBe(URL_OF_NOTEBOOK);
    expect(welcomes()).toBe(1);
    host.dispose();
  });

  it('welcomes another document there only once the tab has been emptied', async () => {
    vi.useFakeTimers();
    const host = open();
    page.dispatchEvent(windowMessage(hello(), tab));
    const addresses: string[] = [];
    tab.location.replace = (href) => void addresses.push(href);
    page.dispatchEvent(windowMessage(hello('another'), tab));
    page.dispatchEvent(windowMessage(hello('a script of the old document'), tab));
    await vi.advanceTimersByTimeAsync(1_000);
    // The old document is still there, and says so.
    page.dispatchEvent(windowMessage(hello('and again'), tab));
    expect(addresses).toEqual(['about:blank']);
    expect(host.ignored).toBe(3);
    expect(welcomes()).toBe(1);
    tab.location.href = 'about:blank';
    await vi.advanceTimersByTimeAsync(1_000);
    expect(addresses).toEqual(['about:blank', URL_OF_NOTEBOOK]);
    page.dispatchEvent(windowMessage(hello('reloaded'), tab));
    expect(welcomes()).toBe(2);
    host.dispose();
  });

  it.each([
    ['is closed', { closed: true }],
    ['stays where it is', {}],
  ])('leaves a tab alone that %s meanwhile', async (_, more) => {
    vi.useFakeTimers();
    open();
    page.dispatchEvent(windowMessage(hello(), tab));
    tab.location.replace = vi.fn();
    page.dispatchEvent(windowMessage(hello('another'), tab));
    Object.assign(tab, more);
    await vi.advanceTimersByTimeAsync(70_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(tab.location.replace).toHaveBeenCalledExactlyOnceWith('about:blank');
    expect(welcomes()).toBe(1);
  });

  it('brings the code in the fragment, and takes silence for a tab that is apart', async () => {
    vi.useFakeTimers();
    const host = open({ getCode: () => Promise.resolve('a code/1') });
    expect(page.open).toHaveBeenCalledExactlyOnceWith('about:blank', '_blank');
    await vi.advanceTimersByTimeAsync(0);
    expect(tab.location.href).toBe(`${URL_OF_NOTEBOOK}#auth-bridge-code=a%20code%2F1`);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(host.state).toEqual({ status: 'apart' });
    host.dispose();
  });

  const fails = () => {
    throw new Error('401');
  };
  it.each<[string, () => unknown]>([
    ['is rejected', () => Promise.reject(new Error('401'))],
    ['fails at once', fails],
    ['gives none', () => Promise.resolve(undefined)],
  ])('closes the tab again where getCode %s', async (_, getCode) => {
    const host = open({ getCode: getCode as () => Promise<string> });
    await vi.waitFor(() => expect(host.state.problem?.code).toBe('host-failed'));
    expect(tab.close).toHaveBeenCalledOnce();
  });

  it('says so where the browser opens none', () => {
    page.open = () => null;
    expect(open().state).toMatchObject({ status: 'failed', problem: { code: 'window-blocked' } });
  });

  it('refuses an address that is not absolute', () => {
    expect(() => openNotebook('/lab/', { getSession: () => null })).toThrow(TypeError);
    expect(page.open).not.toHaveBeenCalled();
  });
});
