import { describe, expect, it } from 'vitest';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import type { SignIn, VaultSnapshot } from './types.js';
import { Vault } from './vault.js';

const PENDING: SignIn = {
  id: 's1',
  provider: 'second',
  method: 'device',
  phase: 'pending',
  deviceCode: 'secret-device',
  userCode: 'AAAA-BBBB',
  verificationUri: 'https://platform.example/device',
  expiresAt: 2_000,
  interval: 5_000,
  nextPollAt: 1_000,
};
const TROUBLE = { code: 'session-ended', detail: 'It has ended.', at: 7 } as const;
const kernel = (id: string, page: string | undefined, handle = `jlab_${id}`) => ({
  id,
  page,
  handles: { platform: handle },
});

function filled(): Vault {
  const vault = new Vault('one');
  vault.setSession(deviceSession());
  vault.setSignIn(PENDING);
  vault.endSession('third', TROUBLE);
  vault.setKernel(kernel('k1', 'page-1'));
  vault.setKernel(kernel('client:c', undefined));
  vault.setEnvironment('platform', { ACCOUNT_ID: 'a' });
  vault.setHostPresent('page-1', true);
  vault.setHostData('page-2', { materials: [] });
  return vault;
}

/** As the keeper holds it. */
const overTheWire = (vault: Vault) => JSON.parse(JSON.stringify(vault.snapshot())) as VaultSnapshot;

describe('snapshot and restore', () => {
  it('bring everything back', () => {
    const before = filled();
    const after = new Vault('two');
    after.restore(overTheWire(before));
    expect(after.snapshot()).toEqual(before.snapshot());
    expect(after.ownerOf('jlab_k1')).toEqual({ kernel: 'k1', provider: 'platform' });
    expect(after.trouble('third')).toEqual(TROUBLE);
    expect(after.hasHost).toBe(true);
    expect(after.hostData('page-2')).toEqual({ materials: [] });
    expect(after.revision).not.toBe(before.revision);
  });

  it('leave in place what the worker has learned meanwhile', () => {
    const after = new Vault('two');
    const newer = hostSession('secret-newer');
    after.setSession(newer);
    after.setSession(deviceSession({ provider: 'second' }));
    after.setSession(deviceSession({ provider: 'third' }));
    after.setKernel(kernel('k1', 'page-9', 'jlab_newer'));
    after.setEnvironment('platform', { ACCOUNT_ID: 'newer' });
    after.setHostData('page-2', { newer: true });
    after.restore(overTheWire(filled()));
    expect(after.session('platform')).toBe(newer);
    expect(after.signIn('second')).toBeUndefined();
    expect(after.trouble('third')).toBeUndefined();
    expect(after.kernel('k1')?.page).toBe('page-9');
    expect(after.ownerOf('jlab_k1')).toBeUndefined();
    expect(after.environment('platform')).toEqual({ ACCOUNT_ID: 'newer' });
    expect(after.hostData('page-2')).toEqual({ newer: true });
  });

  it('bring no sign-in back that has no code yet: nobody would go on with it', () => {
    const before = new Vault('one');
    const common = { id: 's', provider: 'platform', interval: 0, nextPollAt: 0 };
    before.setSignIn({ ...common, method: 'device', phase: 'starting' });
    before.setSignIn({ ...common, provider: 'second', method: 'silent', phase: 'pending' });
    const after = new Vault('two');
    after.restore(overTheWire(before));
    expect(after.signIn('platform')).toBeUndefined();
    expect(after.signIn('second')).toBeUndefined();
  });

  it("remember the user's sign-out, and what providers said of themselves", () => {
    const before = new Vault('one');
    before.setSignedOut('platform', true);
    before.setProviderMetadata('platform', { at: 1 });
    const after = new Vault('two');
    after.restore(overTheWire(before));
    expect(after.isSignedOut('platform')).toBe(true);
    expect(after.providerMetadata('platform')).toEqual({ at: 1 });
    after.setSession(deviceSession());
    expect(after.isSignedOut('platform')).toBe(false);
  });
});

describe('what the user has allowed for the session', () => {
  const about = (provider: string, kernel?: string) => ({
    provider,
    rule: provider === 'platform' ? 0 : 1,
    ...(kernel !== undefined && { kernel }),
  });
  const ALL = [about('platform', 'k1'), about('platform'), about('second', 'k1')];

  function allowed(): Vault {
    const vault = filled();
    vault.setSession(deviceSession({ provider: 'second' }));
    for (const each of ALL) {
      vault.questions.hold({ ...each, method: 'GET', url: 'https://api.example/' });
      vault.questions.answer(vault.questions.list()[0]?.id ?? '', 'session', 0);
    }
    return vault;
  }
  const held = ({ questions }: Vault) => ALL.map((each) => questions.isApproved(each));

  it('outlives the worker', () => {
    const after = new Vault('two');
    after.restore(overTheWire(allowed()));
    expect(held(after)).toEqual([true, true, true]);
    expect(after.questions.isApproved(about('platform', 'client:c'))).toBe(false);
  });

  it('is not that of a session which has begun since', () => {
    const after = new Vault('two');
    after.setSession(deviceSession());
    after.restore(overTheWire(allowed()));
    expect(held(after)).toEqual([false, false, true]);
  });

  it('stays when the session is renewed, and ends with it', () => {
    const vault = allowed();
    vault.renewSession(deviceSession({ scopes: [] }));
    expect(held(vault)).toEqual([true, true, true]);
    vault.setSession(deviceSession());
    expect(held(vault)).toEqual([false, false, true]);
    vault.endSession('second');
    expect(held(vault)).toEqual([false, false, false]);
  });

  it('ends with the kernel, and with the page of the kernel', () => {
    const vault = allowed();
    vault.keepPages(new Set(['page-1']));
    expect(held(vault)).toEqual([true, true, true]);
    vault.keepPages(new Set(['page-2']));
    expect(held(vault)).toEqual([false, true, false]);
  });
});

describe('ids of sessions', () => {
  const idOf = (vault: Vault, provider = 'platform') =>
    new Map(vault.snapshot().sessionIds).get(provider);

  it('are random and new for each sign-in, and stay over renewals and restores', () => {
    const vault = new Vault('one');
    vault.setSession(deviceSession());
    const first = idOf(vault);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    vault.renewSession(deviceSession({ scopes: [] }));
    expect(idOf(vault)).toBe(first);
    const after = new Vault('two');
    after.restore(overTheWire(vault));
    expect(idOf(after)).toBe(first);
    after.renewSession(deviceSession());
    expect(idOf(after)).toBe(first);
    expect([...vault.endedIds, ...after.endedIds]).toEqual([]);
    after.setSession(deviceSession());
    expect(idOf(after)).not.toBe(first);
  });

  it('are kept as over after a sign-out, an end and a new sign-in', () => {
    const vault = new Vault('one');
    const ids = Array.from({ length: 3 }, (_, i) => {
      vault.setSession(deviceSession());
      const id = idOf(vault);
      if (i > 0) vault.endSession('platform', i > 1 ? TROUBLE : undefined);
      return id;
    });
    expect(vault.endedIds).toEqual(ids);
    expect(idOf(vault)).toBeUndefined();
    vault.endSession('platform');
    expect(vault.endedIds).toEqual(ids);
  });

  it('are kept of sign-ins too that were cancelled', () => {
    const vault = new Vault('one');
    vault.setSignIn(PENDING);
    vault.endSignIn('second', TROUBLE);
    vault.endSignIn('third', TROUBLE);
    expect(vault.endedIds).toEqual(['s1']);
  });

  it('leave the id of a session in place that the worker has meanwhile', () => {
    const after = new Vault('two');
    after.setSession(deviceSession());
    const id = idOf(after);
    after.restore(overTheWire(filled()));
    expect(idOf(after)).toBe(id);
  });
});

describe('handles', () => {
  it('are all dead after a sign-out, and the kernels that have a page have new ones', () => {
    const vault = filled();
    const values = vault.valuesRevision;
    let minted = 0;
    vault.replaceHandles('platform', () => `jlab_new-${(minted += 1)}`);
    expect(vault.ownerOf('jlab_k1')).toBeUndefined();
    expect(vault.ownerOf('jlab_client:c')).toBeUndefined();
    expect(vault.ownerOf('jlab_new-1')).toEqual({ kernel: 'k1', provider: 'platform' });
    expect(vault.kernel('client:c')).toBeUndefined();
    expect(vault.valuesRevision).toBeGreaterThan(values);
  });

  it('are dead when their kernel is', () => {
    const vault = filled();
    expect(vault.ownerOf('jlab_k1')).toBeDefined();
    vault.removeKernel('k1');
    expect(vault.ownerOf('jlab_k1')).toBeUndefined();
    expect(vault.kernel('k1')).toBeUndefined();
  });

  it('are dead when their kernel has started anew', () => {
    const vault = filled();
    vault.setKernel(kernel('k1', 'page-1', 'jlab_again'));
    expect(vault.ownerOf('jlab_k1')).toBeUndefined();
    expect(vault.ownerOf('jlab_again')).toEqual({ kernel: 'k1', provider: 'platform' });
  });

  it('are nobody’s when they are made up', () => {
    const vault = filled();
    for (const handle of ['', 'jlab_', 'platform', '__proto__', 'constructor']) {
      expect(vault.ownerOf(handle)).toBeUndefined();
    }
  });
});

describe('revokeKernel', () => {
  it('ends the handles of one kernel, and it gets no new ones with the next session', () => {
    const vault = filled();
    vault.setKernel(kernel('k2', 'page-1'));
    vault.revokeKernel('k1');
    expect(vault.ownerOf('jlab_k1')).toBeUndefined();
    expect(vault.kernelOfHandle('jlab_k1')).toBe('k1');
    vault.replaceHandles('platform', () => 'jlab_minted');
    expect(vault.kernel('k1')?.handles).toEqual({ platform: 'jlab_k1' });
    expect(vault.ownerOf('jlab_minted')).toEqual({ kernel: 'k2', provider: 'platform' });
    expect(vault.hasRevoked).toBe(true);
    vault.removeKernel('k1');
    expect(vault.hasRevoked).toBe(false);
  });

  it('ends what the clients of the kernel have got by themselves, too', () => {
    const vault = filled();
    expect(vault.kernelOfClient('c')).toBe('client:c');
    vault.addClient('client:c', 'c');
    vault.addClient('k1', 'c'); // it shows the kernel's handle later than its own
    expect(vault.kernelOfClient('c')).toBe('k1');
    expect(vault.kernelOfHandle('jlab_client:c')).toBe('k1');
    vault.revokeKernel('k1');
    expect(vault.ownerOf('jlab_client:c')).toBeUndefined();
  });

  it('outlives a restart of the worker, with the kernel and its clients', () => {
    const before = filled();
    before.addClient('k1', 'worker-1');
    before.nameKernel('k1', 'a.ipynb');
    before.revokeKernel('k1');
    const after = new Vault('two');
    after.restore(overTheWire(before));
    expect(after.kernelOfHandle('jlab_k1')).toBe('k1');
    expect(after.kernelOfClient('worker-1')).toBe('k1');
    expect(after.kernel('k1')).toMatchObject({ revoked: true, notebook: 'a.ipynb' });
    expect(after.ownerOf('jlab_k1')).toBeUndefined();
  });
});

describe('addClient', () => {
  it('takes the first kernel that a client shows, and no page', () => {
    const vault = filled();
    vault.setKernel(kernel('k2', 'page-1'));
    vault.addClient('k1', 'worker-1');
    vault.addClient('k2', 'worker-1');
    for (const client of ['page-1', '']) vault.addClient('k1', client);
    const found = ['worker-1', 'page-1', ''].map((client) => vault.kernelOfClient(client));
    expect(found).toEqual(['k1', undefined, undefined]);
  });

  it('keeps no more than fifty of a kernel, and none of one that has started anew', () => {
    const vault = filled();
    for (let i = 0; i < 100; i += 1) vault.addClient('k1', `worker-${i}`);
    expect(vault.kernel('k1')?.clients).toHaveLength(50);
    vault.setKernel(kernel('k1', 'page-1', 'jlab_again'));
    expect(vault.kernelOfClient('worker-1')).toBeUndefined();
  });
});

describe('keepPages', () => {
  it('forgets the kernels and hosts of the pages that are gone', () => {
    const vault = filled();
    vault.setKernel(kernel('k2', 'page-2'));
    vault.keepPages(new Set(['page-1']));
    expect(vault.allKernels().map(({ id }) => id)).toEqual(['k1', 'client:c']);
    expect(vault.ownerOf('jlab_k2')).toBeUndefined();
    expect(vault.hostData('page-2')).toBeUndefined();
    expect(vault.hasHost).toBe(true);
  });

  it('forgets them all with the last page, but not the session', () => {
    const vault = filled();
    vault.keepPages(new Set());
    expect(vault.allKernels()).toEqual([]);
    expect(vault.ownerOf('jlab_client:c')).toBeUndefined();
    expect(vault.hasHost).toBe(false);
    expect(vault.session('platform')).toBeDefined();
  });

  it('tells nobody when nothing is gone', () => {
    const vault = filled();
    const { revision } = vault;
    vault.keepPages(new Set(['page-1', 'page-2']));
    expect(vault.revision).toBe(revision);
  });
});

describe('changes', () => {
  it('raise the revision and are told, but for the time of the next poll', () => {
    const vault = filled();
    const { revision } = vault;
    let told = 0;
    const stop = vault.onChange(() => (told += 1));
    vault.reschedule('second', 's1', 9_000, 9_999);
    expect(vault.signIn('second')).toMatchObject({ interval: 9_000, nextPollAt: 9_999 });
    expect([vault.revision, told]).toEqual([revision, 0]);
    vault.endSession('platform');
    expect(vault.revision).not.toBe(revision);
    expect(told).toBe(1);
    stop();
    vault.endSession('platform');
    expect(told).toBe(1);
  });

  it('of what kernels hold are told apart', () => {
    const vault = filled();
    const of = (task: () => void) => {
      const before = vault.valuesRevision;
      task();
      return vault.valuesRevision > before;
    };
    expect(of(() => vault.setSession(hostSession('s')))).toBe(true);
    expect(of(() => vault.setHostData('page-1', {}))).toBe(true);
    expect(of(() => vault.setEnvironment('platform', {}))).toBe(true);
    expect(of(() => vault.endSession('platform'))).toBe(true);
    expect(of(() => vault.setSignIn(PENDING))).toBe(false);
    expect(of(() => vault.setKernel(kernel('k3', 'page-1')))).toBe(false);
  });

  it('by a snapshot that is not whole are told to kernels', () => {
    const vault = new Vault('two');
    const { valuesRevision } = vault;
    vault.restore(overTheWire(filled()), false);
    expect(vault.valuesRevision).toBeGreaterThan(valuesRevision);
  });

  it('of an older sign-in are not taken', () => {
    const vault = filled();
    vault.reschedule('second', 'older', 1, 1);
    vault.reschedule('nobody', 's1', 1, 1);
    expect(vault.signIn('second')).toEqual(PENDING);
  });
});

describe('trouble', () => {
  it('is the sign-in’s while there is one, and gone with the next session', () => {
    const vault = new Vault('one');
    vault.endSession('platform', TROUBLE);
    expect(vault.trouble('platform')).toEqual(TROUBLE);
    const denied = { code: 'sign-in-denied', detail: 'No.', at: 8 } as const;
    vault.setSignIn({ ...PENDING, provider: 'platform', phase: 'denied', trouble: denied });
    expect(vault.trouble('platform')).toEqual(denied);
    vault.setSession(deviceSession());
    expect(vault.trouble('platform')).toBeUndefined();
    expect(vault.signIn('platform')).toBeUndefined();
  });

  it('can be cleared, a failed sign-in with it', () => {
    const vault = new Vault('one');
    vault.setSignIn({ ...PENDING, phase: 'failed', trouble: TROUBLE });
    vault.clearTrouble('second');
    expect(vault.signIn('second')).toBeUndefined();
    const { revision } = vault;
    vault.clearTrouble('second');
    expect(vault.revision).toBe(revision);
  });
});

describe('sealed clients', () => {
  it('outlive the worker, but for the oldest of very many', () => {
    const vault = new Vault('one');
    for (let i = 0; i <= 200; i += 1) vault.addSealed(`kernel-${i}`);
    const restored = new Vault('two');
    restored.addSealed('kernel-new');
    restored.restore(overTheWire(vault));
    const known = ['kernel-0', 'kernel-1', 'kernel-200', 'kernel-new', ''];
    expect(known.map((client) => restored.isSealed(client))).toEqual([
      ...[false, true, true, true, false],
    ]);
  });
});
