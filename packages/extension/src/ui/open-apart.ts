/** Fits the sign-in pages of issuers (CSS px). */
const FEATURES = 'popup,width=520,height=720';

/** Opens `url` in a window that has no hold of this one; undefined where the browser blocked it. */
export function openApart(url: string): Window | undefined {
  // Not with `noopener`: the browser would not say whether it was blocked.
  const popup = window.open('about:blank', '_blank', FEATURES);
  if (!popup) return undefined;
  popup.opener = null;
  popup.location.href = url;
  return popup;
}
