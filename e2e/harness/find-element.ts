import type { ScriptFrame } from './script-frame.js';

const FOUND_MS = 30_000;

/** Selector of the one visible button with this text, once there is one. */
export async function buttonNamed(frame: ScriptFrame, name: string): Promise<string> {
  return mark(frame, 'button', name);
}

/** Selector of the one visible field with this label, once there is one. */
export async function fieldLabelled(frame: ScriptFrame, label: string): Promise<string> {
  return mark(frame, 'label', label);
}

/** Marks the element as the drivers cannot all look for text; for a label, its field. */
async function mark(frame: ScriptFrame, tag: 'button' | 'label', text: string): Promise<string> {
  const value = `${tag} ${text}`;
  await frame.waitForFunction(
    ([tag, text, value]) => {
      // A label may have a hint below its text.
      const textOf = (element: HTMLElement) => element.innerText.trim().split('\n')[0];
      const [found, other] = [...document.querySelectorAll<HTMLElement>(tag)].filter(
        (each) => each.checkVisibility() && textOf(each) === text,
      );
      // One may be on its way out.
      if (other) return false;
      const element = found instanceof HTMLLabelElement ? found.control : found;
      element?.setAttribute('data-found', value);
      return element !== null && element !== undefined;
    },
    [tag, text, value] as const,
    { timeout: FOUND_MS, polling: 100 },
  );
  return `[data-found="${value}"]`;
}
