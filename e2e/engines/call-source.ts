/** JavaScript that calls the function with the value, which is JSON, as its one argument. */
export function callSource<A>(script: (arg: A) => unknown, arg: A | undefined): string {
  return `(${script.toString()})(${JSON.stringify(arg)})`;
}
