import type { QuestionState } from '@jupyterlite-auth-bridge/protocol';

/**
 * The question that is to be shown: the same kernel's and rule's as now, as
 * long as it is open, then the oldest.
 * @param answered ids that the user has answered here and the worker may not know of yet
 */
export function nextQuestion(
  questions: readonly QuestionState[],
  shown: QuestionState | undefined,
  answered: ReadonlySet<string>,
): QuestionState | undefined {
  const open = questions.filter(({ id }) => !answered.has(id));
  return open.find((question) => shown && isAboutSame(question, shown)) ?? open[0];
}

/** Two questions that one dialog can show, one after the other. */
export function isAboutSame(a: QuestionState, b: QuestionState): boolean {
  return a.kernel === b.kernel && a.rule.index === b.rule.index;
}
