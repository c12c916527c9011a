/** Executes a command of ours. */
export type RunCommand = (
  command: string,
  args: { readonly provider?: string; readonly format?: string },
) => void;
