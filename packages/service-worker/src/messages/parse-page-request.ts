import { BridgeError, isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { PageRequest, PageRequestType } from '@jupyterlite-auth-bridge/protocol';

/** `payload` is not looked at here: `readHostData` does that. */
export type ParsedRequest =
  | Exclude<PageRequest, { type: 'auth-bridge:host-data' }>
  | { readonly type: 'auth-bridge:host-data'; readonly payload: unknown };

const LONGEST_ID = 200;

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
  'auth-bridge:cancel-sign-in': (fields) => ({
    type: 'auth-bridge:cancel-sign-in',
    ...provider(fields),
  }),
  'auth-bridge:sign-out': (fields) => ({ type: 'auth-bridge:sign-out', ...provider(fields) }),
  'auth-bridge:host-present': (fields) => ({
    type: 'auth-bridge:host-present',
    present: flag(fields, 'present'),
  }),
  'auth-bridge:host-data': (fields) => ({
    type: 'auth-bridge:host-data',
    payload: fields.payload,
  }),
  'auth-bridge:kernel-started': (fields) => ({
    type: 'auth-bridge:kernel-started',
    kernel: id(fields, 'kernel'),
  }),
  'auth-bridge:kernel-stopped': (fields) => ({
    type: 'auth-bridge:kernel-stopped',
    kernel: id(fields, 'kernel'),
  }),
  'auth-bridge:get-kernel-values': (fields) => ({
    type: 'auth-bridge:get-kernel-values',
    kernel: id(fields, 'kernel'),
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

function method(fields: Fields): { method?: 'popup' | 'redirect' | 'device' } {
  const value = fields.method;
  if (value === undefined) return {};
  if (value === 'popup' || value === 'redirect' || value === 'device') return { method: value };
  throw invalid('method is not a way to sign in');
}

function invalid(reason: string): BridgeError {
  return new BridgeError('message-invalid', `The message was refused: ${reason}.`);
}
