import { describe, expect, it } from 'vitest';
import { Questions } from './questions.js';
import type { HeldCall, Verdict } from './questions.js';

const CALL: HeldCall = {
  provider: 'platform',
  rule: 0,
  kernel: 'k1',
  method: 'GET',
  url: 'https://api.example/a',
};

/** Questions, and what became of the calls so far, by their number. */
function setUp() {
  const seen = { changes: 0 };
  const questions = new Questions(() => (seen.changes += 1));
  const said: (Verdict | undefined)[] = [];
  const hold = (more: Partial<HeldCall> = {}) => {
    const index = said.push(undefined) - 1;
    const { verdict, withdraw } = questions.hold({ ...CALL, ...more });
    void verdict.then((word) => (said[index] = word));
    return withdraw;
  };
  const [shown, told] = [
    () => questions.list().map(({ lines }) => lines.map(({ url, waiting }) => [url, waiting.size])),
    async () => {
      await Promise.resolve();
      return said;
    },
  ];
  const idOf = (i = 0) => questions.list()[i]?.id ?? '';
  const answer = (...[word, id = idOf()]: [Parameters<Questions['answer']>[1], string?]) =>
    questions.answer(id, word, 1_000);
  return { questions, seen, hold, shown, told, idOf, answer };
}

describe('a question', () => {
  it('is one for all the calls of a kernel and a rule', () => {
    const { hold, shown } = setUp();
    hold();
    hold();
    hold({ url: 'https://api.example/b' });
    hold({ kernel: 'k2' });
    hold({ rule: 1 });
    hold({ method: 'POST' });
    const [a, b] = ['https://api.example/a', 'https://api.example/b'];
    expect(shown()).toEqual([
      [
        [a, 2],
        [b, 1],
        [a, 1],
      ],
      [[a, 1]],
      [[a, 1]],
    ]);
  });

  it('answered with once lets through what it showed, and no later call', async () => {
    const { hold, told, answer, questions, shown } = setUp();
    hold();
    hold({ method: 'POST' });
    answer('once');
    hold();
    expect(await told()).toEqual(['yes', 'yes', undefined]);
    expect(shown()).toHaveLength(1);
    expect(questions.isApproved(CALL)).toBe(false);
  });

  it('answered with once lets nothing through that came after it was shown', async () => {
    const { hold, told, idOf, answer, shown } = setUp();
    hold();
    const asShown = idOf();
    hold({ method: 'DELETE' });
    answer('once', asShown);
    expect(await told()).toEqual(['yes', undefined]);
    expect(shown()).toEqual([[['https://api.example/a', 1]]]);
    answer('once', asShown);
    expect(await told()).toEqual(['yes', undefined]);
  });

  it('has another id when a call has gone from it: another may stand in its place', async () => {
    const { hold, told, idOf, answer } = setUp();
    const withdraw = hold();
    hold({ method: 'POST' });
    const asShown = idOf();
    withdraw();
    hold({ method: 'DELETE' });
    answer('once', asShown);
    expect(await told()).toEqual(['gone', undefined, undefined]);
  });

  it('shows twenty calls, and the others after its answer', async () => {
    const { hold, told, answer, shown } = setUp();
    for (let i = 0; i < 22; i += 1) hold({ url: `https://api.example/${i}` });
    expect(shown()[0]).toHaveLength(20);
    answer('once');
    const said = await told();
    expect(said.filter((word) => word === 'yes')).toHaveLength(20);
    expect(said.slice(20)).toEqual([undefined, undefined]);
    expect(shown()[0]).toHaveLength(2);
  });

  it('answered for the session lets through what waits, and is an approval of that kernel and rule alone', async () => {
    const { hold, told, answer, questions } = setUp();
    hold();
    hold({ kernel: 'k2' });
    answer('session');
    expect(await told()).toEqual(['yes', undefined]);
    expect(questions.isApproved(CALL)).toBe(true);
    const handleless = { provider: 'platform', rule: 0 };
    for (const other of [{ ...CALL, kernel: 'k2' }, { ...CALL, rule: 1 }, handleless]) {
      expect(questions.isApproved(other)).toBe(false);
    }
  });

  it('answered with no refuses all that wait', async () => {
    const { hold, told, answer, questions, shown } = setUp();
    hold();
    hold({ method: 'POST' });
    answer('no');
    expect(await told()).toEqual(['no', 'no']);
    expect(shown()).toEqual([]);
    expect(questions.refusedAt(CALL)).toBe(1_000);
    expect(questions.refusedAt({ ...CALL, kernel: 'k2' })).toBeUndefined();
  });

  it('goes with its last call', async () => {
    const { hold, told, shown, seen } = setUp();
    const withdraw = hold();
    withdraw();
    expect(shown()).toEqual([]);
    expect(await told()).toEqual(['gone']);
    const { changes } = seen;
    withdraw();
    expect(seen.changes).toBe(changes);
  });

  it.each(['', 'x', '.1', 'made-up.1'])('is not answered by the id %j', async (id) => {
    const { hold, told, answer } = setUp();
    hold();
    for (const word of ['once', 'session', 'no'] as const) answer(word, id);
    expect(await told()).toEqual([undefined]);
  });

  it.each(['-1', '1e1', '', '001', 'Infinity'])(
    'is not answered where the id counts %j calls',
    async (count) => {
      const { hold, told, idOf, answer } = setUp();
      hold();
      answer('once', `${idOf().split('.')[0]}.${count}`);
      expect(await told()).toEqual([undefined]);
    },
  );
});

describe('the end of a session or a kernel', () => {
  it('takes away its questions, approvals and refusals, and no others', async () => {
    const { hold, told, answer, questions, shown } = setUp();
    hold();
    answer('session');
    hold({ kernel: 'k2' });
    answer('no');
    hold({ kernel: 'k3' });
    questions.end(({ kernel }) => kernel === 'k3');
    expect(await told()).toEqual(['yes', 'no', 'gone']);
    expect(shown()).toEqual([]);
    expect(questions.isApproved(CALL)).toBe(true);
    questions.end(({ provider }) => provider === 'platform');
    expect(questions.isApproved(CALL)).toBe(false);
    expect(questions.refusedAt({ ...CALL, kernel: 'k2' })).toBeUndefined();
  });
});
