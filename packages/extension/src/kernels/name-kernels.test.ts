import type { KernelState } from '@jupyterlite-auth-bridge/protocol';
import { Signal } from '@lumino/signaling';
import { beforeEach, expect, it } from 'vitest';
import { nameKernels } from './name-kernels';

interface FakeSession {
  readonly kernel: { readonly id: string } | null;
  readonly type: string;
  readonly path: string;
  readonly name: string;
}

let sessions: FakeSession[];
let kernels: KernelState[];
let sent: unknown[];
beforeEach(() => {
  [sessions, kernels, sent] = [[], [], []];
});

const kernel = (id: string, more: Partial<KernelState> = {}): KernelState => ({
  ...{ id, place: 'here', revoked: false },
  ...more,
});
const notebook = (id: string, path: string): FakeSession => ({
  ...{ kernel: { id }, type: 'notebook', path, name: 'x' },
});

function follow() {
  const running = { running: () => sessions.values(), runningChanged: new Signal({}) };
  const bridge = {
    get state() {
      return { build: '', boot: '', changes: 0, providers: [], kernels };
    },
    stateChanged: new Signal({}),
    request: ({ kernel, notebook }: { kernel: string; notebook: string }) => {
      sent.push([kernel, notebook]);
      kernels = kernels.map((each) => (each.id === kernel ? { ...each, notebook } : each));
      return Promise.resolve({});
    },
  };
  nameKernels(running as never, bridge as never);
  const change = { sessions: running.runningChanged, state: bridge.stateChanged };
  return {
    onSessions: () => change.sessions.emit(undefined),
    onState: () => change.state.emit(undefined),
  };
}

it('tells the notebook of each kernel of this page, once', () => {
  sessions = [notebook('k', 'a.ipynb'), notebook('of-another-tab', 'b.ipynb')];
  kernels = [kernel('k'), kernel('of-another-tab', { place: 'elsewhere' }), kernel('no-session')];
  const { onSessions, onState } = follow();
  onSessions();
  onState();
  expect(sent).toEqual([['k', 'a.ipynb']]);
});

it('waits until both the worker and JupyterLab know the kernel, and follows a new name', () => {
  const { onSessions, onState } = follow();
  sessions = [notebook('k', 'a.ipynb')];
  onSessions();
  expect(sent).toEqual([]);
  kernels = [kernel('k')];
  onState();
  sessions = [notebook('k', 'renamed.ipynb')];
  onSessions();
  expect(sent).toEqual([
    ['k', 'a.ipynb'],
    ['k', 'renamed.ipynb'],
  ]);
});

it('tells again a worker that was started anew', () => {
  sessions = [notebook('k', 'a.ipynb')];
  kernels = [kernel('k')];
  const { onState } = follow();
  kernels = [kernel('k')];
  onState();
  expect(sent).toHaveLength(2);
});

it('calls a console by its name, cuts what is too long, and takes the first of two', () => {
  const long = 'x'.repeat(600);
  sessions = [
    { kernel: { id: 'c' }, type: 'console', path: 'console-1-abc', name: 'Console 1' },
    { kernel: null, type: 'notebook', path: 'dead.ipynb', name: '' },
    notebook('k', long),
    notebook('k', 'second.ipynb'),
  ];
  kernels = [kernel('c'), kernel('k')];
  const { onState } = follow();
  onState();
  expect(sent).toEqual([
    ['c', 'Console 1'],
    ['k', 'x'.repeat(500)],
  ]);
});
