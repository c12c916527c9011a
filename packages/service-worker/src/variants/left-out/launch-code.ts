/** In the place of `pages/launch-code.ts`. */
export const answerLaunchCode = (): (() => Promise<Response>) | undefined => undefined;
