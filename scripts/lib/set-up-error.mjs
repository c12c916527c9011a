/** What stops `npm start` and `npm test`: the message is one line that says what to do. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError';
}
