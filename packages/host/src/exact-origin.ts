/** The origin as browsers write it. Throws a TypeError for what is none: a path, a wildcard, `null`. */
export function exactOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new TypeError(`origin is not an origin such as "https://notebooks.example": "${text}"`);
}
