import type { Response } from 'express';

/** Text that is XML already. */
export class Xml {
  constructor(readonly text: string) {}
}

type Content = string | number | boolean | readonly Xml[];

/** One element; text in it is escaped. `type` is the attribute that LabArchives' framework writes. */
export function element(name: string, content: Content, type?: string): Xml {
  const attribute = type === undefined ? '' : ` type="${type}"`;
  const inner =
    typeof content === 'object'
      ? content.map(({ text }) => text).join('')
      : String(content).replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  return new Xml(`<${name}${attribute}>${inner}</${name}>`);
}

export function flag(name: string, value: boolean): Xml {
  return element(name, value, 'boolean');
}

export function sendXml(response: Response, root: Xml): void {
  response.type('application/xml').send(`<?xml version="1.0" encoding="UTF-8"?>\n${root.text}\n`);
}
