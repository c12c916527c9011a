import { Clipboard } from '@jupyterlab/apputils';

/** Copies a text; true where the browser let it. Call it on the user's click. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

/** In a frame without the permission, and over http, there is no other. */
function copyTheOldWay(text: string): boolean {
  let copied = false;
  const onCopy = () => (copied = true);
  document.body.addEventListener('copy', onCopy);
  Clipboard.copyToSystem(text);
  document.body.removeEventListener('copy', onCopy);
  return copied;
}
