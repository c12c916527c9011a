import { Router, type Request, type Response } from 'express';
import { ownerIds } from '../accounts.js';
import { isRecord } from '../is-record.js';
import {
  isCollection,
  ownerOf,
  type Collection,
  type Entity,
  type EntityStore,
} from './entity-store.js';
import { fail, succeed } from './jsend.js';
import { matchQuery, parseQuery, QueryError } from './match-query.js';
import { callerOf } from './require-caller.js';

interface Params {
  readonly collection: string;
  readonly id: string;
}

/** Lists, reads, creates, changes and deletes what the caller or the caller's organization owns. */
export function createEntityRouter(store: EntityStore): Router {
  const router = Router();
  router.param('collection', (_request, response, next, name: string) => {
    if (isCollection(name)) next();
    else fail(response, 404, `There is no collection ${name}`);
  });

  router.get('/:collection', (request, response) => {
    list(store, collectionOf(request.params.collection), request, response);
  });
  router.put('/:collection/create', (request, response) => {
    create(store, collectionOf(request.params.collection), request.body, response);
  });
  router.post('/:collection', (request, response) => {
    create(store, collectionOf(request.params.collection), request.body, response);
  });
  router.get('/:collection/:id', (request, response) => {
    withEntity(store, request.params, response, (entity) => succeed(response, entity));
  });
  router.patch('/:collection/:id', (request, response) => {
    withEntity(store, request.params, response, (entity, collection) => {
      succeed(response, store.update(collection, entity, toRecord(request.body)));
    });
  });
  router.delete('/:collection/:id', (request, response) => {
    withEntity(store, request.params, response, (entity, collection) => {
      store.delete(collection, entity);
      succeed(response, {});
    });
  });
  router.post('/jobs/:id/submit', (request, response) => {
    const params = { collection: 'jobs', id: request.params.id };
    withEntity(store, params, response, (entity) => {
      succeed(response, store.update('jobs', entity, { status: 'submitted' }));
    });
  });
  return router;
}

// router.param has refused every other name before a handler runs.
function collectionOf(name: string): Collection {
  if (!isCollection(name)) throw new Error(`There is no collection ${name}`);
  return name;
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function list(
  store: EntityStore,
  collection: Collection,
  request: Request<{ collection: string }>,
  response: Response,
): void {
  try {
    const query = parseQuery(request.query.query);
    const owned = store.list(collection, ownerIds(callerOf(response)));
    succeed(
      response,
      owned.filter((entity) => matchQuery(entity, query)),
    );
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    fail(response, 400, error.message);
  }
}

function create(
  store: EntityStore,
  collection: Collection,
  body: unknown,
  response: Response,
): void {
  const caller = callerOf(response);
  const config = toRecord(body);
  const owner = ownerOf(config);
  if (owner !== undefined && !ownerIds(caller).includes(owner)) {
    fail(response, 403, `You may not create ${collection} for the account ${owner}`);
    return;
  }
  succeed(response, store.create(collection, config, caller.accountId), 201);
}

function withEntity(
  store: EntityStore,
  { collection, id }: Params,
  response: Response,
  answer: (entity: Entity, collection: Collection) => void,
): void {
  const name = collectionOf(collection);
  const entity = store.get(name, id, ownerIds(callerOf(response)));
  if (entity) answer(entity, name);
  else fail(response, 404, `There is no ${id} among your ${name}`);
}
