/**
 * A node of the JSON Schema, as far as the page needs it.
 *
 * @typedef {object} Schema
 * @property {string} [title]
 * @property {string} [description]
 * @property {string} [type]
 * @property {readonly unknown[]} [enum]
 * @property {unknown} [const]
 * @property {unknown} [default]
 * @property {readonly unknown[]} [examples]
 * @property {readonly string[]} [required]
 * @property {Readonly<Record<string, Schema>>} [properties]
 * @property {Schema} [items]
 * @property {Schema} [additionalProperties]
 * @property {object} [not]
 * @property {string} [$ref]
 * @property {Readonly<Record<string, Schema>>} [$defs]
 */

/** The parts of the page: heading, path of its keys, and where the schema has it. */
const SECTIONS = /** @type {const} */ ([
  ['The file', '', ''],
  ['Providers', 'providers.<id>.', 'provider'],
  ['Providers of type `oidc`', 'providers.<id>.', 'oidcProvider'],
  ['Providers of type `token`', 'providers.<id>.', 'tokenProvider'],
  ['Providers of type `basic`', 'providers.<id>.', 'basicProvider'],
  ['Providers of type `labarchives`', 'providers.<id>.', 'labArchivesProvider'],
  ['Providers of type `none`', 'providers.<id>.', 'noneProvider'],
  ['Rules', 'apis[].', 'rule'],
]);

/** @type {ReadonlyMap<string | undefined, string>} */
const KINDS = new Map([
  ['array', 'List'],
  ['object', 'Object'],
  ['string', 'String'],
  ['boolean', 'Boolean'],
  ['integer', 'Whole number'],
]);

/**
 * The page of all keys of auth.json.
 *
 * @param {Schema} schema of auth.json
 * @returns {string} Markdown
 */
export function configurationPage(schema) {
  const sections = SECTIONS.map(([heading, path, name]) => {
    const node = name === '' ? schema : (schema.$defs?.[name] ?? {});
    const about = name === 'rule' ? node.description : undefined;
    return [`## ${heading}`, about, ...keysOf(schema, node, path)].filter(Boolean).join('\n\n');
  });
  return `${[
    '<!-- Made from the JSON Schema by `npm run docs`: change it there. -->',
    '# Every key of `auth.json`',
    `${schema.description?.replace(/ `x-expected`.*$/, '')} An editor that knows [the JSON Schema](../packages/protocol/schema/auth-config.v1.schema.json) completes the keys and checks them while you type.`,
    'Three whole files:',
    ...(schema.examples ?? []).map((example) => json(example)),
    ...sections,
  ].join('\n\n')}\n`;
}

/**
 * @param {Schema} root
 * @param {Schema} node
 * @param {string} path before each key
 * @returns {string[]} one paragraph or block each
 */
function keysOf(root, node, path) {
  return Object.entries(node.properties ?? {}).flatMap(([name, reference]) => {
    const key = resolve(root, reference);
    // Refused keys have errors that say so; `type` has its place under Providers.
    if (key.not || key.const !== undefined) return [];
    return [
      `### \`${path}${name}\``,
      `${kindOf(key)}. ${key.description ?? ''}${defaultOf(key)}`,
      ...examplesOf(key, name),
      ...(name === 'label' || key.type !== 'object' ? [] : keysOf(root, key, `${path}${name}.`)),
    ];
  });
}

/**
 * @param {Schema} root
 * @param {Schema} node
 * @returns {Schema}
 */
function resolve(root, node) {
  const name = node.$ref?.replace('#/$defs/', '');
  return name === undefined ? node : { ...root.$defs?.[name], ...node };
}

/** @param {Schema} node */
function kindOf(node) {
  if (node.enum) return node.enum.map(code).join(', ');
  if (node.type === 'array' && node.items?.enum) {
    return `List of ${node.items.enum.map(code).join(', ')}`;
  }
  return KINDS.get(node.type) ?? 'Anything';
}

/** @param {Schema} node */
function defaultOf({ default: value, description }) {
  if (value === undefined || description?.includes('Default:')) return '';
  return ` Default: ${code(value)}.`;
}

/**
 * @param {Schema} node
 * @param {string} name
 */
function examplesOf({ examples = [] }, name) {
  const example = examples.find((each) => JSON.stringify(each) !== '{}') ?? examples[0];
  return example === undefined ? [] : [json({ [name]: example })];
}

/** @param {unknown} value */
function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** @param {unknown} value */
function json(value) {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
