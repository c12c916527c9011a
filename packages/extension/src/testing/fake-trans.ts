import type { TranslationBundle } from '@jupyterlab/translation';

const fill = (text: string, ...values: readonly unknown[]) =>
  values.reduce<string>((filled, value, i) => filled.replaceAll(`%${i + 1}`, String(value)), text);

const count = (one: string, many: string, n: number, ...values: readonly unknown[]) =>
  fill(n === 1 ? one : many, n, ...values);

/** Translates into English as it is written. */
export const trans: TranslationBundle = {
  __: fill,
  _n: count,
  _p: fill,
  _np: fill,
  gettext: fill,
  ngettext: count,
  pgettext: fill,
  npgettext: fill,
  dcnpgettext: fill,
};
