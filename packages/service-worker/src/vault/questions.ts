import type { CallAnswer } from '@jupyterlite-auth-bridge/protocol';
import type { Approval } from './types.js';

/** A call that a rule holds, and whose it is. */
export interface HeldCall extends Approval {
  readonly method: string;
  /** As the user sees it: without values in the query. */
  readonly url: string;
}

/** `gone`: the call was withdrawn, or the session or the kernel that the question was about has ended. */
export type Verdict = 'yes' | 'no' | 'gone';

/** The same call, as often as it waits. */
export interface Line {
  readonly method: string;
  readonly url: string;
  readonly waiting: Set<(verdict: Verdict) => void>;
}

/** Its id is another one whenever a line is taken out: the first so many lines of an id never change. */
export interface Question {
  readonly id: string;
  readonly about: Approval;
  readonly lines: readonly Line[];
}

/** A question shows no more different calls than these; the others come after its answer. */
const MOST_LINES = 20;

/** The part of the vault that has what users are asked about calls, and what they said. */
export class Questions {
  private readonly open = new Map<string, Question>();
  private readonly approvals = new Map<string, Approval>();
  /** When the user last said no (ms since the epoch). */
  private readonly refusals = new Map<string, { readonly about: Approval; readonly at: number }>();

  /** @param changed is called after each change of what is shown or kept */
  constructor(private readonly changed: () => void) {}

  isApproved(about: Approval): boolean {
    return this.approvals.has(keyOf(about));
  }

  refusedAt(about: Approval): number | undefined {
    return this.refusals.get(keyOf(about))?.at;
  }

  /** Puts a call into the question about its kernel and rule. `withdraw` takes it out where nobody has answered. */
  hold(call: HeldCall): { readonly verdict: Promise<Verdict>; readonly withdraw: () => void } {
    const { method, url } = call;
    const key = keyOf(call);
    const question = this.open.get(key) ?? { id: newId(), about: aboutOf(call), lines: [] };
    const known = question.lines.find((line) => line.method === method && line.url === url);
    const line = known ?? { method, url, waiting: new Set() };
    if (!known) this.open.set(key, { ...question, lines: [...question.lines, line] });
    let settle: (verdict: Verdict) => void = () => undefined;
    const verdict = new Promise<Verdict>((resolve) => (settle = resolve));
    line.waiting.add(settle);
    this.changed();
    const withdraw = () => {
      if (!line.waiting.delete(settle)) return;
      settle('gone');
      if (line.waiting.size === 0) this.keepLines(key, (other) => other !== line);
      this.changed();
    };
    return { verdict, withdraw };
  }

  /** In the order in which they were asked. */
  list(): readonly Question[] {
    return [...this.open.values()].map(({ id, about, lines }) => {
      const shown = lines.slice(0, MOST_LINES);
      return { id: `${id}.${shown.length}`, about, lines: shown };
    });
  }

  /** The user's word on what a question showed under this id. One that is gone is passed over. */
  answer(id: string, answer: CallAnswer, now: number): void {
    const [base, count] = [id.slice(0, id.lastIndexOf('.')), id.slice(id.lastIndexOf('.') + 1)];
    const [key, question] = [...this.open].find(([, each]) => each.id === base) ?? [];
    if (key === undefined || !question || !/^\d{1,2}$/.test(count)) return;
    const { about, lines } = question;
    if (answer === 'session') this.approvals.set(key, about);
    if (answer === 'no') this.refusals.set(key, { about, at: now });
    const answered = answer === 'once' ? lines.slice(0, Number(count)) : lines;
    for (const line of answered) settleAll(line, answer === 'no' ? 'no' : 'yes');
    this.keepLines(key, (line) => !answered.includes(line));
    this.changed();
  }

  /** The provider's session, or the kernel, has ended: nothing that was said holds any longer. */
  end(isOver: (about: Approval) => boolean): void {
    let changed = false;
    for (const [key, { about, lines }] of this.open) {
      if (!isOver(about)) continue;
      for (const line of lines) settleAll(line, 'gone');
      changed = this.open.delete(key);
    }
    for (const [key, about] of this.approvals) {
      if (isOver(about)) changed = this.approvals.delete(key);
    }
    for (const [key, { about }] of this.refusals) if (isOver(about)) this.refusals.delete(key);
    if (changed) this.changed();
  }

  snapshot(): readonly Approval[] {
    return [...this.approvals.values()];
  }

  restore(approvals: readonly Approval[]): void {
    for (const about of approvals) this.approvals.set(keyOf(about), aboutOf(about));
  }

  private keepLines(key: string, isKept: (line: Line) => boolean): void {
    const question = this.open.get(key);
    const lines = question?.lines.filter(isKept) ?? [];
    if (question && lines.length > 0) this.open.set(key, { ...question, id: newId(), lines });
    else this.open.delete(key);
  }
}

function settleAll(line: Line, verdict: Verdict): void {
  for (const settle of line.waiting) settle(verdict);
  line.waiting.clear();
}

function newId(): string {
  return crypto.randomUUID();
}

function aboutOf({ provider, rule, kernel }: Approval): Approval {
  return { provider, rule, ...(kernel !== undefined && { kernel }) };
}

function keyOf({ rule, kernel }: Approval): string {
  return `${rule} ${kernel ?? ''}`;
}
