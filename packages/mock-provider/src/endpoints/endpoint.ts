import { Refusal } from '../refusal.js';
import { json, status } from '../server/index.js';
import type { Answer, Received } from '../server/index.js';

/** How an endpoint finds its answer; it throws a Refusal where it refuses. */
export type Handle = (received: Received) => Answer | Promise<Answer>;

/** A built-in answer to requests by these methods; 405 to others. */
export function endpoint(methods: readonly string[], handle: Handle): Answer {
  return refusing((received) =>
    methods.includes(received.method)
      ? handle(received)
      : status(405, { allow: methods.join(', ') }),
  );
}

/** A built-in answer in which a Refusal becomes an error answer. */
export function refusing(handle: Handle): Answer {
  return async (response, received, next) => {
    const answer = await answerOrRefuse(received, handle);
    return answer(response, received, next);
  };
}

async function answerOrRefuse(received: Received, handle: Handle): Promise<Answer> {
  try {
    return await handle(received);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const body = { error: error.error, error_description: error.description };
    return json(error.code, body, { 'cache-control': 'no-store', ...error.headers });
  }
}
