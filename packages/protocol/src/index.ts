export type * from './config.js';
export * from './errors.js';
export * from './json.js';
export * from './messages.js';
export type * from './state.js';
export type * from './user.js';
