import type { TestAccount } from '../accounts.js';
import type { Entry, NotebookStore, Notebook, TreeNode } from './notebook-store.js';
import { TOP_LEVEL } from './notebook-store.js';
import { otherError, type Refusal } from './refusal.js';
import { element, flag, type Xml } from './xml.js';

/** Thrown by a method that cannot do what was asked. */
export class MethodError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.description);
  }
}

/** What a method is called with. */
export interface Call {
  readonly account: TestAccount;
  readonly store: NotebookStore;
  /** A parameter of the query; throws where it is missing. */
  parameter(name: string): string;
  /** A field of the form in the body; throws where it is missing. */
  field(name: string): string;
}

interface Method {
  readonly http: 'GET' | 'POST';
  readonly run: (call: Call) => Xml;
}

const MAX_FILE_BYTES = 4_000_000;

/** The methods that want a signed-in user, by class and name. */
export const METHODS: Readonly<Record<string, Method>> = {
  'users/max_file_size': {
    http: 'GET',
    run: () => element('users', [element('max-file-size', MAX_FILE_BYTES, 'integer')]),
  },
  'tree_tools/get_tree_level': { http: 'GET', run: getTreeLevel },
  'tree_tools/insert_node': { http: 'GET', run: insertNode },
  'tree_tools/get_entries_for_page': { http: 'GET', run: getEntriesForPage },
  'entries/entry_info': {
    http: 'GET',
    run: (call) => element('entries', [describeEntry(entryOf(call), isTrue(call, 'entry_data'))]),
  },
  'entries/add_entry': { http: 'POST', run: addEntry },
  'entries/update_entry': { http: 'POST', run: updateEntry },
};

function getTreeLevel(call: Call): Xml {
  const level = call.store.level(notebookOf(call), call.parameter('parent_tree_id'));
  return element('tree-tools', [element('level-nodes', level.map(describeNode), 'array')]);
}

function insertNode(call: Call): Xml {
  const notebook = notebookOf(call);
  const parent = call.parameter('parent_tree_id');
  if (parent !== TOP_LEVEL && call.store.node(notebook, parent)?.isPage !== false) {
    throw missing('folder');
  }
  const name = call.parameter('display_text');
  const isPage = !isTrue(call, 'is_folder');
  const { id } = call.store.addNode({ notebook, parent, name, isPage });
  return element('tree-tools', [element('node', [element('tree-id', id)])]);
}

function getEntriesForPage(call: Call): Xml {
  const page = pageOf(call, 'page_tree_id');
  const withData = isTrue(call, 'entry_data');
  const entries = call.store.entriesOf(page).map((entry) => describeEntry(entry, withData));
  return element('tree-tools', [element('entries', entries, 'array')]);
}

function addEntry(call: Call): Xml {
  const page = pageOf(call, 'pid');
  const entry = call.store.addEntry(page, call.parameter('part_type'), call.field('entry_data'));
  return element('entries', [describeEntry(entry, false)]);
}

function updateEntry(call: Call): Xml {
  const entry = entryOf(call);
  call.store.updateEntry(entry, call.field('entry_data'));
  return element('entries', [describeEntry(entry, false)]);
}

function notebookOf(call: Call): Notebook {
  const found = call.store.notebook(call.account, call.parameter('nbid'));
  if (!found) throw missing('notebook');
  return found;
}

function pageOf(call: Call, parameter: string): TreeNode {
  const found = call.store.node(notebookOf(call), call.parameter(parameter));
  if (found?.isPage !== true) throw missing('page');
  return found;
}

function entryOf(call: Call): Entry {
  const found = call.store.entry(call.account, call.parameter('eid'));
  if (!found) throw missing('entry');
  return found;
}

function missing(what: string): MethodError {
  return new MethodError(otherError(`There is no such ${what} among yours`, 404));
}

/** labapi writes Python's `True` here and `true` there. */
function isTrue(call: Call, parameter: string): boolean {
  return call.parameter(parameter).toLowerCase() === 'true';
}

function describeNode({ id, name, isPage }: TreeNode): Xml {
  return element('level-node', [
    flag('is-page', isPage),
    element('tree-id', id),
    element('display-text', name),
    element('user-access', [flag('can-read', true), flag('can-write', true)]),
  ]);
}

function describeEntry(entry: Entry, withData: boolean): Xml {
  return element('entry', [
    element('eid', entry.id),
    element('part-type', entry.partType),
    element('created-at', entry.createdAt.toISOString(), 'datetime'),
    element('updated-at', entry.updatedAt.toISOString(), 'datetime'),
    element('version', entry.version, 'integer'),
    ...(withData ? [element('entry-data', entry.data)] : []),
  ]);
}
