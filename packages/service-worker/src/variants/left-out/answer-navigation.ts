/** In the place of `pages/answer-navigation.ts`: nobody signs in at a page of the worker's own. */
export const answerPageNavigation = (): (() => Promise<Response>) | undefined => undefined;
