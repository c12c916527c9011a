/** JupyterLab cuts off what a notification says after so many characters, in the middle of a word. */
const LONGEST = 140;

/** As many of the sentences as a notification shows in full; undefined where the first one is too long. */
export function fitNotice(words: string): string | undefined {
  if (words.length <= LONGEST) return words;
  return /^.*[.?!](?=\s)/s.exec(words.slice(0, LONGEST + 1))?.[0];
}
