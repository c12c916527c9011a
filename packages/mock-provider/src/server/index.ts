export * from './answers.js';
export { ScriptedServer } from './scripted-server.js';
export type { Answer, FixedAnswer, Next, ScriptedServerOptions } from './scripted-server.js';
export type { Received } from './read-request.js';
