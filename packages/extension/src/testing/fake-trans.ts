import type { TranslationBundle } from '@jupyterlab/translation';

const fill = (text: string, ...values: readonly unknown[]) =>
  values.reduce<string>((filled, value, i) => filled.replaceAll(`%${i + 1}`, String(value)), text);

/** Translates into English as it is written. */
export const trans: TranslationBundle = {
  __: fill,
  _n: fill,
  _p: fill,
  _np: fill,
  gettext: fill,
  ngettext: fill,
  pgettext: fill,
  npgettext: fill,
  dcnpgettext: fill,
};
