import ts from 'typescript';

/**
 * A declaration of the protocol's source.
 *
 * @typedef {object} Declaration
 * @property {string} doc its comment, without the marks
 * @property {string} text its code
 * @property {ts.Node} node
 */

const REQUESTS = 'PageRequest';
const REPLIES = 'PageReplies';

/** Declarations that a part of the page shows whole, after its heading. */
const PARTS = /** @type {const} */ ([
  [
    'State',
    'What pages and kernels may know. No field of it is a credential.',
    [
      ...['BridgeState', 'ProviderState', 'SessionProviderType', 'SessionStatus', 'SessionState'],
      ...['SessionOrigin', 'SignInState', 'InteractiveMethod', 'Trouble', 'User', 'KernelState'],
      ...['QuestionState', 'RuleState', 'HeldCallState', 'CallAnswer'],
      ...['PageConfig', 'KernelValues', 'ActivityPage', 'ActivityEntry'],
    ],
  ],
  [
    'Host and site',
    'Between the page that embeds or opens the site and the site; the SDK in `packages/host` speaks it. The messages that platforms send without it are in [docs/embedding.md](docs/embedding.md).',
    [
      ...['HOST_VERSIONS', 'HostHello', 'HostWindowMessage', 'ControlRequest'],
      ...['WorkerPortMessage', 'WorkerToHost', 'SessionReason', 'HostToWorker', 'HostSession'],
      ...['AccountSession', 'TokenSession', 'HostUser'],
    ],
  ],
  [
    'Kernels and worker',
    'A kernel asks at the `endpoint` of its values, with its handle as `Authorization: Bearer`: `GET session` (with `?after=<revision>` it waits for a change), `POST sign-in`, `POST sign-out`. The answer to each, as JSON; a refusal is a problem (RFC 9457), whose `type` ends in one of the codes below.',
    ['KernelSessionAnswer'],
  ],
]);

/**
 * The page of all messages.
 *
 * @param {readonly { readonly name: string, readonly text: string }[]} files TypeScript of the protocol
 * @returns {string} Markdown
 * @throws where a declaration that it shows is not there
 */
export function protocolPage(files) {
  const all = new Map(files.flatMap((file) => [...declarations(file)]));
  /** @param {string} name */
  const named = (name) => {
    const found = all.get(name);
    if (!found) throw new Error(`The protocol has no ${name} any more: mend the page's parts.`);
    return found;
  };
  /** @param {string} name */
  const shown = (name) => [named(name).doc, block(named(name).text)];
  const replies = membersOf(named(REPLIES).node);
  return `${[
    '<!-- Made from the code by `npm run docs`: change it there. -->',
    '# Protocol',
    'What the parts of the bridge say to each other, from the types in `packages/protocol/src`, where the parsers are too. Whatever comes over one of these ways is parsed before it is looked at; a message that is wrong is answered with `message-invalid`, and changes nothing.',
    named('PROTOCOL_VERSION').doc,
    block(named('PROTOCOL_VERSION').text),
    '## Page to worker',
    `${named(REQUESTS).doc} The worker takes messages of windows of its own scope only.`,
    block(named('Reply').text),
    ...unionOf(named(REQUESTS).node).flatMap(({ type, doc, text }) => [
      `### \`${type}\``,
      doc,
      block(text),
      `Answer: ${inline(replies.get(type) ?? '')}`,
    ]),
    '## Worker to page',
    named('WorkerEvent').doc,
    ...unionOf(named('WorkerEvent').node).flatMap(({ type, doc, text }) => [
      `### \`${type}\``,
      doc,
      block(text),
    ]),
    ...PARTS.flatMap(([heading, about, names]) => [
      `## ${heading}`,
      about,
      ...names.flatMap(shown),
    ]),
    '## Error codes',
    `${named('ERROR_CODES').doc} What to do about each: [docs/troubleshooting.md](docs/troubleshooting.md).`,
    block(named('ERROR_CODES').text),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/**
 * @param {{ readonly name: string, readonly text: string }} file
 * @returns {Iterable<[string, Declaration]>}
 */
function* declarations({ name, text }) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    const found = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]?.name.getText()
      : ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
        ? statement.name.text
        : undefined;
    if (found === undefined) continue;
    const doc = docOf(statement);
    yield [found, { doc, text: statement.getText(), node: statement }];
  }
}

/**
 * The members of a union of messages.
 *
 * @param {ts.Node} node
 */
function unionOf(node) {
  if (!ts.isTypeAliasDeclaration(node) || !ts.isUnionTypeNode(node.type)) return [];
  const { types } = node.type;
  return types.map((member, i) => ({
    type: /type: '([^']*)'/.exec(member.getText())?.[1] ?? '',
    // Before the bar, which is no part of the member.
    doc: docOf(member, types[i - 1]?.end ?? types.pos),
    text: dedent(member.getText()),
  }));
}

/**
 * @param {ts.Node} node
 * @returns {ReadonlyMap<string, string>} type of each property of an interface, by its name
 */
function membersOf(node) {
  const members = ts.isInterfaceDeclaration(node)
    ? node.members.filter(ts.isPropertySignature)
    : [];
  return new Map(
    members.map(({ name, type }) => [name.getText().replaceAll("'", ''), type?.getText() ?? '']),
  );
}

/**
 * @param {ts.Node} node
 * @param {number} [from] where to look
 * @returns {string} the comment right before it
 */
function docOf(node, from = node.getFullStart()) {
  const text = node.getSourceFile().text;
  const last = ts.getLeadingCommentRanges(text, from)?.at(-1);
  const comment = last ? text.slice(last.pos, last.end) : '';
  if (!comment.startsWith('/**')) return '';
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .trim();
}

/** @param {string} text */
function dedent(text) {
  const indent = /\n( *)\}$/.exec(text)?.[1] ?? '';
  return text.replaceAll(`\n${indent}`, '\n');
}

/** @param {string} text */
function block(text) {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

/** @param {string} text of a type */
function inline(text) {
  const flat = text.replace(/\s+/g, ' ').replaceAll('readonly ', '');
  return flat === 'Record<string, never>' ? '`{}`' : `\`${flat}\``;
}
