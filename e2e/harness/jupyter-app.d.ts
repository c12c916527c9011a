/** What the tests use of the application that `exposeAppInBrowser` puts into the page. */
interface TestOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | string[];
  readonly data?: Record<string, unknown>;
  readonly ename?: string;
  readonly evalue?: string;
}

interface TestCell {
  readonly type: string;
  readonly executionCount?: number | null;
  readonly sharedModel: { getSource(): string };
  readonly outputs?: { toJSON(): TestOutput[] };
}

interface TestIOPub {
  readonly header: { readonly msg_type: string };
  readonly content: Record<string, unknown>;
}

interface TestKernel {
  readonly id: string;
  readonly status: string;
  requestExecute(content: { code: string }): {
    readonly done: Promise<unknown>;
    onIOPub: (message: TestIOPub) => void;
  };
}

interface TestPanel {
  readonly id: string;
  readonly context?: { readonly path: string; save(): Promise<void> };
  readonly content: {
    activeCellIndex: number;
    readonly model?: { readonly cells: Iterable<TestCell> } | null;
  };
  readonly sessionContext?: {
    readonly session: { readonly kernel: TestKernel | null } | null;
    restartKernel(): Promise<void>;
  };
}

interface Window {
  readonly sendDataToHost?: (data: unknown) => void;
  readonly jupyterapp: {
    readonly restored: Promise<unknown>;
    readonly commands: { execute(id: string, args?: object): Promise<unknown> };
    readonly shell: {
      readonly currentWidget: TestPanel | null;
      widgets(area: string): Iterable<TestPanel>;
    };
    readonly serviceManager: {
      readonly contents: {
        save(path: string, model: object): Promise<unknown>;
        get(path: string, options?: object): Promise<{ readonly content: unknown }>;
      };
      readonly settings: {
        save(id: string, raw: string): Promise<unknown>;
        fetch(id: string): Promise<{ readonly raw: string } | undefined>;
      };
      readonly user: {
        readonly identity: { readonly name: string; readonly initials: string } | null;
      };
    };
  };
}
