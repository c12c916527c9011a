import { BridgeError, LONGEST_NOTEBOOK, isRecord } from '@jupyterlite-auth-bridge/protocol';
import type {
  CallAnswer,
  InteractiveMethod,
  PageRequest,
  PageRequestType,
} from '@jupyterlite-auth-bridge/protocol';

/** `payload` is not looked at here: `readHostData` does that. A page of an older version has no key. */
export type ParsedRequest =
  | Exclude<PageRequest, { type: 'auth-bridge:host-data' }>
  | {
      readonly type: 'auth-bridge:host-data';
      readonly payload: unknown;
      readonly key?: string;
    };

/** What is answered without a second port. */
export type PortlessRequest = Exclude<ParsedRequest, { type: 'auth-bridge:host-port' }>;

const LONGEST_ID = 200;
const LONGEST_VALUE = 20_000;

type Fields = Record<string, unknown>;
const PARSERS: Readonly<Record<PageRequestType, (fields: Fields) => ParsedRequest>> = {
  'auth-bridge:hello': (fields) => ({
    type: 'auth-bridge:hello',
    version: number(fields, 'version'),
    host: flag(fields, 'host'),
  }),
  'auth-bridge:get-state': () => ({ type: 'auth-bridge:get-state' }),
  'auth-bridge:sign-in': (fields) => ({
    type: 'auth-bridge:sign-in',
    ...provider(fields),
    ...method(fields),
  }),
  'auth-bridge:use-token': (fields) => ({
    type: 'auth-bridge:use-token',
    token: text(fields.token, 'token'),
  }),
  'auth-bridge:use-code': (fields) => ({
    type: 'auth-bridge:use-code',
    code: text(fields.code, 'code'),
    url: url(fields),
  }),
  'auth-bridge:submit-form': (fields) => ({
    type: 'auth-bridge:submit-form',
    provider: id(fields, 'provider'),
    signIn: id(fields, 'signIn'),
    values: texts(fields),
  }),
  'auth-bridge:cancel-sign-in': (fields) => ({
    type: 'auth-bridge:cancel-sign-in',
    ...provider(fields),
  }),
  'auth-bridge:sign-out': (fields) => ({ type: 'auth-bridge:sign-out', ...provider(fields) }),
  'auth-bridge:answer-call': (fields) => ({
    type: 'auth-bridge:answer-call',
    id: id(fields, 'id'),
    answer: answer(fields),
  }),
  'auth-bridge:host-present': (fields) => ({
    type: 'auth-bridge:host-present',
    present: flag(fields, 'present'),
  }),
  'auth-bridge:host-data': (fields) => ({
    type: 'auth-bridge:host-data',
    payload: fields.payload,
    ...(fields.key !== undefined && { key: id(fields, 'key') }),
  }),
  'auth-bridge:claim-host': (fields) => ({
    type: 'auth-bridge:claim-host',
    key: id(fields, 'key'),
  }),
  'auth-bridge:host-port': (fields) => ({
    type: 'auth-bridge:host-port',
    origin: text(fields.origin, 'origin'),
    key: id(fields, 'key'),
  }),
  'auth-bridge:kernel-started': (fields) => ({
    type: 'auth-bridge:kernel-started',
    kernel: id(fields, 'kernel'),
    ...(fields.handle !== undefined && { handle: id(fields, 'handle') }),
    ...(fields.revoked !== undefined && { revoked: flag(fields, 'revoked') }),
  }),
  'auth-bridge:kernel-stopped': (fields) => ({
    type: 'auth-bridge:kernel-stopped',
    kernel: id(fields, 'kernel'),
  }),
  'auth-bridge:get-kernel-values': (fields) => ({
    type: 'auth-bridge:get-kernel-values',
    kernel: id(fields, 'kernel'),
  }),
  'auth-bridge:kernel-named': (fields) => ({
    type: 'auth-bridge:kernel-named',
    kernel: id(fields, 'kernel'),
    notebook: text(fields.notebook, 'notebook', LONGEST_NOTEBOOK),
  }),
  'auth-bridge:revoke-kernel': (fields) => ({
    type: 'auth-bridge:revoke-kernel',
    kernel: id(fields, 'kernel'),
  }),
  'auth-bridge:get-activity': (fields) => ({
    type: 'auth-bridge:get-activity',
    ...(fields.after !== undefined && { after: id(fields, 'after') }),
  }),
};

/** Undefined for a message that is not addressed to the bridge; throws a BridgeError `message-invalid` for one that is and is wrong. */
export function parsePageRequest(data: unknown): ParsedRequest | undefined {
  if (!isRecord(data) || typeof data.type !== 'string') return undefined;
  if (!data.type.startsWith('auth-bridge:')) return undefined;
  if (!isRequestType(data.type)) throw invalid(`there is no message "${data.type.slice(0, 60)}"`);
  return PARSERS[data.type](data);
}

function isRequestType(type: string): type is PageRequestType {
  return Object.hasOwn(PARSERS, type);
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw invalid(`${name} is not an integer`);
  return value;
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw invalid(`${name} is not true or false`);
  return value;
}

function id(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_ID) {
    throw invalid(`${name} is not an id`);
  }
  return value;
}

function provider(fields: Fields): { provider?: string } {
  return fields.provider === undefined ? {} : { provider: id(fields, 'provider') };
}

function texts({ values }: Fields): Record<string, string> {
  if (!isRecord(values)) throw invalid('values is not an object');
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, text(value, 'a value')]),
  );
}

function url(fields: Fields): string {
  const value = text(fields.url, 'url');
  if (!URL.canParse(value)) throw invalid('url is not a URL');
  return value;
}

function text(value: unknown, name: string, longest = LONGEST_VALUE): string {
  if (typeof value !== 'string' || value.length > longest) {
    throw invalid(`${name} is not a text`);
  }
  return value;
}

function method(fields: Fields): { method?: InteractiveMethod } {
  const value = fields.method;
  if (value === undefined) return {};
  const known = METHODS.find((name) => name === value);
  if (known === undefined) throw invalid('method is not a way to sign in');
  return { method: known };
}

function answer({ answer }: Fields): CallAnswer {
  const known = ANSWERS.find((name) => name === answer);
  if (known === undefined) throw invalid('answer is none of once, session, no');
  return known;
}

const ANSWERS: readonly CallAnswer[] = ['once', 'session', 'no'];
const METHODS: readonly InteractiveMethod[] = ['popup', 'redirect', 'device', 'form'];

function invalid(reason: string): BridgeError {
  return new BridgeError('message-invalid', `The message was refused: ${reason}.`);
}
