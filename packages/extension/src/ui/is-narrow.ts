/** From here on (CSS px) JupyterLab takes a window for a narrow one, as its status bar does. */
const NARROW = 630;

/** True where what is at JupyterLab's right edge may be cut off: it does not get narrower than its panels. */
export function isNarrow(): boolean {
  return window.innerWidth <= NARROW;
}
