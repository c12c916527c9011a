import { randomBytes } from 'node:crypto';
import { stringAt } from '../is-record.js';

const COLLECTIONS = ['projects', 'materials', 'jobs', 'workflows'] as const;
export type Collection = (typeof COLLECTIONS)[number];

export interface Entity {
  readonly _id: string;
  readonly owner: { readonly _id: string };
  readonly [member: string]: unknown;
}

export function isCollection(name: string | undefined): name is Collection {
  return COLLECTIONS.some((collection) => collection === name);
}

/** The platform's data. Every look-up names the owners that the caller may see. */
export class EntityStore {
  readonly #entities = new Map<Collection, Entity[]>();

  constructor(seed: Readonly<Record<Collection, readonly Entity[]>>) {
    for (const collection of COLLECTIONS) this.#entities.set(collection, [...seed[collection]]);
  }

  list(collection: Collection, owners: readonly string[]): readonly Entity[] {
    return this.#all(collection).filter((entity) => owners.includes(entity.owner._id));
  }

  get(collection: Collection, id: string, owners: readonly string[]): Entity | undefined {
    return this.list(collection, owners).find((entity) => entity._id === id);
  }

  /** Stores a new entity; one without an owner belongs to `defaultOwner`. */
  create(
    collection: Collection,
    config: Readonly<Record<string, unknown>>,
    defaultOwner: string,
  ): Entity {
    const entity: Entity = {
      ...config,
      _id: randomBytes(9).toString('hex').slice(0, 17),
      owner: { _id: ownerOf(config) ?? defaultOwner },
      ...(collection === 'jobs' && { status: 'pre-submission' }),
    };
    this.#all(collection).push(entity);
    return entity;
  }

  /** Merges `changes` into the entity; its id and its owner stay. */
  update(
    collection: Collection,
    entity: Entity,
    changes: Readonly<Record<string, unknown>>,
  ): Entity {
    const updated: Entity = { ...entity, ...changes, _id: entity._id, owner: entity.owner };
    const all = this.#all(collection);
    all.splice(all.indexOf(entity), 1, updated);
    return updated;
  }

  delete(collection: Collection, entity: Entity): void {
    const all = this.#all(collection);
    all.splice(all.indexOf(entity), 1);
  }

  #all(collection: Collection): Entity[] {
    return this.#entities.get(collection) ?? [];
  }
}

/** The owner that a new entity's config names, if any. */
export function ownerOf(config: Readonly<Record<string, unknown>>): string | undefined {
  return stringAt(config.owner, '_id');
}
