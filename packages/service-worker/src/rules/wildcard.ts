/**
 * Whether the whole of `text` matches `pattern`, in which `*` stands for any
 * characters, none included, and everything else for itself. Each piece between
 * two stars is looked for once, from left to right: there is nothing to go back to.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [start = '', ...pieces] = pattern.split('*');
  const end = pieces.pop();
  if (end === undefined) return text === start;
  if (!text.startsWith(start)) return false;
  let from = start.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - end.length >= from && text.endsWith(end);
}
