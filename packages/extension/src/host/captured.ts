/* eslint-disable @typescript-eslint/unbound-method -- everything here is applied to its object */
/**
 * What a port passes through on its way from the host to the worker, as the
 * browser made it: taken when this module is evaluated, which is before any
 * notebook output can run. A script that patches a prototype later sees
 * nothing of what goes on here. So nothing here is awaited, spread or iterated.
 */
const { apply } = Reflect;
const { iterator } = Symbol;
const Channel = globalThis.MessageChannel;

const [eventPrototype, portPrototype, channelPrototype] = [
  prototypeOf('MessageEvent'),
  prototypeOf('MessagePort'),
  prototypeOf('MessageChannel'),
];
const [readData, readOrigin, readSource, readPorts] = [
  getterOf(eventPrototype, 'data'),
  getterOf(eventPrototype, 'origin'),
  getterOf(eventPrototype, 'source'),
  getterOf(eventPrototype, 'ports'),
];
const [readPort1, readPort2] = [
  getterOf(channelPrototype, 'port1'),
  getterOf(channelPrototype, 'port2'),
];
const readActive = getterOf(prototypeOf('ServiceWorkerRegistration'), 'active');
const setOnMessage = Object.getOwnPropertyDescriptor(portPrototype, 'onmessage')?.set ?? missing;
const postToPort = methodOf(portPrototype, 'postMessage');
const closePort = methodOf(portPrototype, 'close');
const postToWorker = methodOf(prototypeOf('ServiceWorker'), 'postMessage');
const stopPropagation = methodOf(prototypeOf('Event'), 'stopImmediatePropagation');

/** False for an event that a script has made. */
export function isTrusted(event: Event): boolean {
  return event.isTrusted; // cannot be defined anew, on an event or on its prototype
}

export function dataOf(event: MessageEvent<unknown>): unknown {
  return readData(event);
}

export function originOf(event: MessageEvent<unknown>): string {
  return readOrigin(event) as string;
}

export function sourceOf(event: MessageEvent<unknown>): unknown {
  return readSource(event);
}

/** The first port that came with a message. */
export function portOf(event: MessageEvent<unknown>): MessagePort | undefined {
  return (readPorts(event) as readonly MessagePort[])[0];
}

export function stop(event: Event): void {
  apply(stopPropagation, event, []);
}

export function listenTo(port: MessagePort, listener: (event: MessageEvent) => void): void {
  apply(setOnMessage, port, [listener]);
}

export function post(port: MessagePort, message: object): void {
  apply(postToPort, port, [message]);
}

export function close(port: MessagePort): void {
  apply(closePort, port, []);
}

/** A channel's two ports. */
export function newPorts(): { readonly here: MessagePort; readonly there: MessagePort } {
  const channel = new Channel();
  return { here: readPort1(channel) as MessagePort, there: readPort2(channel) as MessagePort };
}

/** Posts to the registration's worker, which is started where it does not run. False where there is none. */
export function postActive(
  registration: ServiceWorkerRegistration,
  message: object,
  first: MessagePort,
  second?: MessagePort,
): boolean {
  const worker = readActive(registration) as ServiceWorker | null;
  if (!worker) return false;
  apply(postToWorker, worker, [message, listOf(first, second)]);
  return true;
}

/** As an array, but with an iterator of its own: that of arrays may be another one by now. */
function listOf(first: object, second: object | undefined): object {
  let given = 0;
  const next = () => {
    given += 1;
    const value = given === 1 ? first : given === 2 ? second : undefined;
    return { __proto__: null, done: value === undefined, value };
  };
  return { __proto__: null, [iterator]: () => ({ __proto__: null, next }) };
}

function prototypeOf(name: string): object {
  const found: unknown = Reflect.get(globalThis, name);
  return typeof found === 'function' ? (found.prototype as object) : {};
}

function getterOf(prototype: object, name: string): (of: object) => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get ?? missing;
  return (of) => apply(get, of, []) as unknown;
}

function methodOf(prototype: object, name: string): () => unknown {
  const found: unknown = Reflect.get(prototype, name);
  return typeof found === 'function' ? (found as () => unknown) : missing;
}

/** No browser is without them; where something else is, only what uses it fails. */
function missing(): never {
  throw new TypeError('This browser has no such property.');
}
