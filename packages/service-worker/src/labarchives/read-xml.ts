/** An element of a document: attributes are checked and passed over. */
export interface XmlElement {
  readonly name: string;
  /** Its own character data, without that of its children, trimmed. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** What is wrong with a document, in a few words without any of its content. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const DEEPEST = 32;
const DECLARATION = /^\uFEFF?<\?xml[^<>]*\?>/;
const NAME = String.raw`[A-Za-z_][\w.:-]*`;
const ATTRIBUTE = String.raw`\s+${NAME}\s*=\s*(?:"[^<"]*"|'[^<']*')`;
const TOKEN = new RegExp(
  [
    String.raw`<!--[^]*?-->`,
    String.raw`<!\[CDATA\[(?<cdata>[^]*?)\]\]>`,
    String.raw`<\/(?<close>${NAME})\s*>`,
    String.raw`<(?<open>${NAME})(?:${ATTRIBUTE})*\s*(?<empty>\/?)>`,
    String.raw`(?<text>[^<]+)`,
  ].join('|'),
  'y',
);
// eslint-disable-next-line no-control-regex -- XML 1.0 section 2.2 has no place for them
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: OpenElement[];
}

/**
 * Reads a small XML document without a DTD, strictly: there is no DOMParser in
 * a service worker, and the libraries there are would be a tenth of the worker
 * and more. A document type, an entity of its own, a processing instruction
 * and everything that is not well-formed are refused; nothing is ever expanded
 * or loaded. Takes time proportional to the length.
 * @throws XmlError
 */
export function readXml(source: string): XmlElement {
  if (FORBIDDEN.test(source)) throw new XmlError('a character that XML does not allow');
  const document: OpenElement = { name: '', text: '', children: [] };
  const open = [document];
  TOKEN.lastIndex = DECLARATION.exec(source)?.[0].length ?? 0;
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source)?.groups;
    const parent = open.at(-1);
    if (!token || !parent) throw new XmlError('not well-formed XML');
    if (token.open !== undefined) {
      const element: OpenElement = { name: token.open, text: '', children: [] };
      parent.children.push(element);
      if (token.empty === '') open.push(element);
      if (open.length > DEEPEST) throw new XmlError('elements too deep in each other');
    } else if (token.close !== undefined) {
      if (open.pop() === document || parent.name !== token.close) {
        throw new XmlError('not well-formed XML');
      }
    } else {
      parent.text += token.cdata ?? decode(token.text ?? '');
    }
  }
  const [root, ...others] = document.children;
  const closed = open.length === 1;
  if (!root || !closed || others.length > 0 || document.text.trim() !== '') {
    throw new XmlError('not one XML document');
  }
  return finished(root);
}

/** The first child of this name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function finished({ name, text, children }: OpenElement): XmlElement {
  return { name, text: text.trim(), children: children.map(finished) };
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6});|#(\d{1,7});|(\w+);)?/gi, (_, hex, decimal, name) =>
    typeof name === 'string' ? entity(name) : character(hex, decimal),
  );
}

function entity(name: string): string {
  const found = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  if (found === undefined) throw new XmlError('an entity that XML does not define');
  return found;
}

/** XML 1.0 section 4.1; both undefined for an ampersand by itself. */
function character(hex: unknown, decimal: unknown): string {
  const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  const result = isCharacter ? String.fromCodePoint(code) : '';
  if (result === '' || FORBIDDEN.test(result)) {
    throw new XmlError('a character reference that XML does not allow');
  }
  return result;
}
