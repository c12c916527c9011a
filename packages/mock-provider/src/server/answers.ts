import type { Answer, FixedAnswer } from './scripted-server.js';

export function json(
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
): FixedAnswer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** An answer without a body. */
export function status(code: number, headers: Record<string, string> = {}): FixedAnswer {
  return (response) => {
    response.writeHead(code, headers);
    response.end();
  };
}

/** What a gateway or a captive portal sends in a server's place. */
export function html(code: number, body = '<h1>Welcome to the hotel</h1>'): FixedAnswer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'text/html; charset=utf-8' });
    response.end(body);
  };
}

export function redirect(location: string, code = 302): FixedAnswer {
  return status(code, { location });
}

/** An error answer, RFC 6749 section 5.2. */
export function refusal(
  error: string,
  code = 400,
  headers: Record<string, string> = {},
): FixedAnswer {
  return json(code, { error }, { 'cache-control': 'no-store', ...headers });
}

/** Never answers. */
export const hang: FixedAnswer = () => undefined;

/** Cuts the connection. */
export const cut: FixedAnswer = (response) => void response.destroy();

/** Does what would have been done, but cuts the connection in place of the answer: the client cannot know. */
export const lost: Answer = async (response, _received, next) => {
  response.end = () => response.destroy();
  await next();
};

/** Leaves the answer to what would answer without this one. */
const passOn: Answer = (_response, _received, next) => next();

/** Holds the answer, or what would answer without this one, back until `release` is called. */
export function held(answer = passOn): { readonly answer: Answer; readonly release: () => void } {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  return {
    answer: async (response, received, next) => {
      await gate;
      await answer(response, received, next);
    },
    release: () => release(),
  };
}

/** Answers, or has answered what would without this one, `ms` milliseconds later. */
export function delayed(ms: number, answer = passOn): Answer {
  return async (response, received, next) => {
    // Unreferenced: a test's process does not wait for it.
    await new Promise<void>((resolve) => void setTimeout(resolve, ms).unref());
    await answer(response, received, next);
  };
}
