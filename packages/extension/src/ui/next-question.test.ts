import type { QuestionState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { nextQuestion } from './next-question';

const question = (id: string, kernel?: string, index = 0): QuestionState => ({
  id,
  label: 'Mat3ra',
  rule: { index, url: 'https://api.example/' },
  ...(kernel !== undefined && { kernel }),
  calls: [{ method: 'GET', url: 'https://api.example/a', count: 1 }],
});

const [a, b, other] = [question('a.1', 'k'), question('b.1', 'k', 1), question('c.1')];

describe('nextQuestion', () => {
  it.each<
    [string, QuestionState[], QuestionState | undefined, string[], QuestionState | undefined]
  >([
    ['none where nothing is asked', [], undefined, [], undefined],
    ['none where the one shown is gone', [], a, [], undefined],
    ['the oldest', [a, b, other], undefined, [], a],
    ['the one that is shown, though it is not the oldest', [a, b], b, [], b],
    [
      'what became of the one that is shown',
      [a, question('d.2', 'k', 1)],
      b,
      [],
      question('d.2', 'k', 1),
    ],
    ['the next where the one shown is gone', [b, other], a, [], b],
    ['none that is answered', [a, b], undefined, ['a.1'], b],
    [
      'one with another call than was answered',
      [question('a.2', 'k')],
      undefined,
      ['a.1'],
      question('a.2', 'k'),
    ],
    ["not another kernel's in place of one without", [other, a], other, [], other],
  ])('is %s', (_, questions, shown, answered, next) => {
    expect(nextQuestion(questions, shown, new Set(answered))).toEqual(next);
  });
});
