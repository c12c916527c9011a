import { TEST_ACCOUNTS, type TestAccount } from '../accounts.js';

export interface Notebook {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly owner: TestAccount;
}

/** A folder or a page of a notebook. */
export interface TreeNode {
  readonly id: string;
  readonly notebook: Notebook;
  /** Id of the folder that it lies in; `0` is the notebook itself. */
  readonly parent: string;
  readonly name: string;
  readonly isPage: boolean;
}

/** A piece of a page. */
export interface Entry {
  readonly id: string;
  readonly page: TreeNode;
  readonly partType: string;
  data: string;
  version: number;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** Id of a notebook's own level in its tree. */
export const TOP_LEVEL = '0';

/** Everybody's notebooks, in memory. */
export class NotebookStore {
  readonly #notebooks: Notebook[] = [];
  readonly #nodes: TreeNode[] = [];
  readonly #entries: Entry[] = [];
  #made = 0;

  constructor() {
    for (const account of TEST_ACCOUNTS) this.#addSamples(account);
  }

  notebooksOf(owner: TestAccount): readonly Notebook[] {
    return this.#notebooks.filter((notebook) => notebook.owner === owner);
  }

  notebook(owner: TestAccount, id: string): Notebook | undefined {
    return this.notebooksOf(owner).find((notebook) => notebook.id === id);
  }

  level(notebook: Notebook, parent: string): readonly TreeNode[] {
    return this.#nodes.filter((node) => node.notebook === notebook && node.parent === parent);
  }

  node(notebook: Notebook, id: string): TreeNode | undefined {
    return this.#nodes.find((node) => node.notebook === notebook && node.id === id);
  }

  addNode(node: Omit<TreeNode, 'id'>): TreeNode {
    const added = { ...node, id: this.#id(node.isPage ? 'page' : 'folder') };
    this.#nodes.push(added);
    return added;
  }

  entriesOf(page: TreeNode): readonly Entry[] {
    return this.#entries.filter((entry) => entry.page === page);
  }

  entry(owner: TestAccount, id: string): Entry | undefined {
    return this.#entries.find((entry) => entry.id === id && entry.page.notebook.owner === owner);
  }

  addEntry(page: TreeNode, partType: string, data: string): Entry {
    const now = new Date();
    const id = this.#id('entry');
    const entry = { id, page, partType, data, version: 1, createdAt: now, updatedAt: now };
    this.#entries.push(entry);
    return entry;
  }

  updateEntry(entry: Entry, data: string): void {
    entry.data = data;
    entry.version += 1;
    entry.updatedAt = new Date();
  }

  #addSamples(owner: TestAccount): void {
    const first = owner.name.split(' ')[0] ?? owner.name;
    const notebook = this.#addNotebook({ name: `${first}'s notebook`, isDefault: true, owner });
    this.#addNotebook({ name: 'Protocols <R&D>', isDefault: false, owner });
    const top = { notebook, parent: TOP_LEVEL };
    const folder = this.addNode({ ...top, name: 'Experiments', isPage: false });
    const page = this.addNode({ ...top, parent: folder.id, name: 'Band gap', isPage: true });
    this.addEntry(page, 'heading', 'Silicon');
    this.addEntry(page, 'text entry', `<p>Measured by ${first}: 1.12 eV &amp; more</p>`);
  }

  #addNotebook(notebook: Omit<Notebook, 'id'>): Notebook {
    const added = { ...notebook, id: this.#id('notebook') };
    this.#notebooks.push(added);
    return added;
  }

  /** Base64 with its padding, as LabArchives' ids are: clients have to escape them. */
  #id(kind: string): string {
    this.#made += 1;
    return Buffer.from(`${this.#made}.7|${kind}|${this.#made}`).toString('base64');
  }
}
