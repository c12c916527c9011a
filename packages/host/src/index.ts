export { createNotebookHost } from './create-notebook-host.js';
export { openNotebook } from './open-notebook.js';
export type { OpenNotebookOptions } from './open-notebook.js';
export type { NotebookHost, NotebookOptions, NotebookState, SessionRequest } from './options.js';
export type {
  AccountSession,
  HostSession,
  HostUser,
  SessionReason,
  TokenSession,
} from '@jupyterlite-auth-bridge/protocol';
