import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { JsonObject, PageRequest } from '@jupyterlite-auth-bridge/protocol';
import { close, dataOf, listenTo, newPorts, postActive } from './captured';

/** The worker asks the host, which may ask its server (ms). */
const ANSWER_MS = 15_000;

type HostRequest = Extract<
  PageRequest,
  { type: 'auth-bridge:claim-host' | 'auth-bridge:host-data' | 'auth-bridge:host-port' }
>;

/**
 * The way by which what the host sends reaches the worker: no script that came
 * into the page after this one can read it, and none can speak in its place,
 * because the worker knows this page's key from the page's start.
 */
export class WorkerLine {
  readonly #key = crypto.randomUUID();
  readonly #registration: ServiceWorkerRegistration;

  constructor(registration: ServiceWorkerRegistration) {
    this.#registration = registration;
  }

  /** Says that what this page's host sends comes over this line. */
  claim(): void {
    this.#send({ type: 'auth-bridge:claim-host', key: this.#key });
  }

  /** @param onAnswer is told when the worker has it, with why not where it does not take it */
  sendData(payload: JsonObject, onAnswer: (problem?: string) => void): void {
    this.#send({ type: 'auth-bridge:host-data', payload, key: this.#key }, onAnswer);
  }

  /** @param onAnswer is told when the host has given the worker its session, or has none, or does not answer */
  sendPort(port: MessagePort, origin: string, onAnswer: (problem?: string) => void): void {
    this.#send({ type: 'auth-bridge:host-port', origin, key: this.#key }, onAnswer, port);
  }

  #send(
    request: HostRequest,
    onAnswer: (problem?: string) => void = () => undefined,
    port?: MessagePort,
  ): void {
    const { here, there } = newPorts();
    const done = (problem?: string) => {
      clearTimeout(timer);
      close(here);
      onAnswer(problem);
    };
    const timer = setTimeout(done, ANSWER_MS, "This site's service worker did not answer.");
    listenTo(here, (event) => done(problemIn(dataOf(event))));
    if (!postActive(this.#registration, request, there, port)) {
      done('The service worker is gone. Reload the page.');
    }
  }
}

function problemIn(reply: unknown): string | undefined {
  if (!isRecord(reply) || reply.ok === true || !isRecord(reply.error)) return undefined;
  const { detail } = reply.error;
  return typeof detail === 'string' ? detail : 'The worker refused what the host sent.';
}
