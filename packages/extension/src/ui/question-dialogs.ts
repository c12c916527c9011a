import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { BridgeState, CallAnswer, QuestionState } from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';
import { isAboutSame, nextQuestion } from './next-question';
import { QuestionBody } from './question-body';
import type { QuestionProps } from './question-body';
import { tell } from './tell';
import { makeOwn } from './own-dialog';

/** So long (ms) a yes cannot be clicked after something new is shown: the click was for what was there before. */
const ARM_MS = 500;
const YES = 'jp-AuthBridge-yes';

interface Current {
  readonly question: QuestionState;
  readonly dialog: Dialog<unknown>;
  readonly body: QuestionBody;
}

export interface QuestionDialogsOptions {
  readonly bridge: Bridge;
  /** Absolute URL of the site. */
  readonly site: string;
  /** Has JupyterLab look which notebooks there are, so that the worker is told their kernels' names. */
  readonly findNotebooks: () => Promise<void>;
  readonly trans: TranslationBundle;
}

/** Asks the user about calls that wait, one question at a time. An answer in another tab closes the dialog here. */
export class QuestionDialogs {
  private current: Current | undefined;
  private readonly answered = new Set<string>();
  private arming: number | undefined;

  constructor(private readonly options: QuestionDialogsOptions) {
    const { bridge } = options;
    bridge.stateChanged.connect((_, state) => this.show(state));
    this.show(bridge.state);
  }

  private show(state: BridgeState | undefined): void {
    const { current, answered } = this;
    const questions = state?.questions ?? [];
    for (const id of answered) {
      if (!questions.some((question) => question.id === id)) answered.delete(id);
    }
    const next = nextQuestion(questions, current?.question, answered);
    const later = questions.filter(({ id }) => !answered.has(id)).length - 1;
    if (current && next && isAboutSame(current.question, next)) {
      this.follow(current, next, later);
      return;
    }
    this.current = undefined;
    current?.dialog.reject();
    if (next) void this.open(next, later);
  }

  private follow(current: Current, question: QuestionState, later: number): void {
    const { dialog, body } = current;
    this.current = { ...current, question };
    body.follow(this.props(question, later));
    if (question.id !== current.question.id) this.arm(dialog);
  }

  private async open(question: QuestionState, later: number): Promise<void> {
    const { trans } = this.options;
    const body = new QuestionBody(this.props(question, later));
    const dialog = new Dialog<unknown>({
      title: trans.__('Send with your sign-in?'),
      body,
      buttons: [
        Dialog.cancelButton({ label: trans.__('No') }),
        Dialog.createButton({
          label: trans.__('For this session'),
          actions: ['session'],
          className: `jp-mod-reject ${YES}`,
        }),
        Dialog.createButton({
          label: trans.__('Once'),
          actions: ['once'],
          className: `jp-mod-accept ${YES}`,
        }),
      ],
      defaultButton: 0,
      hasClose: true,
    });
    makeOwn(dialog);
    this.current = { question, dialog, body };
    setYes(dialog, false);
    void dialog.ready.then(() => this.arm(dialog));
    void this.options.findNotebooks();
    const { button } = await dialog.launch();
    const asked = this.askedBy(dialog);
    if (asked) await this.answer(asked, answerOf(button));
  }

  private async answer({ id }: QuestionState, answer: CallAnswer): Promise<void> {
    const { bridge } = this.options;
    this.current = undefined;
    this.answered.add(id);
    this.show(bridge.state);
    try {
      await bridge.request({ type: 'auth-bridge:answer-call', id, answer });
    } catch (error) {
      this.answered.delete(id);
      tell(error, this.options.trans);
      this.show(bridge.state);
    }
  }

  /** Undefined where we have closed it ourselves. */
  private askedBy(dialog: Dialog<unknown>): QuestionState | undefined {
    return this.current?.dialog === dialog ? this.current.question : undefined;
  }

  private arm(dialog: Dialog<unknown>): void {
    setYes(dialog, false);
    window.clearTimeout(this.arming);
    this.arming = window.setTimeout(() => setYes(dialog, true), ARM_MS);
  }

  private props(question: QuestionState, later: number): QuestionProps {
    const { bridge, site, trans } = this.options;
    const kernel = bridge.state?.kernels.find(({ id }) => id === question.kernel);
    return { question, notebook: kernel?.notebook, later, site, trans };
  }
}

/** Closing the dialog is No. */
function answerOf({ actions }: Dialog.IButton): CallAnswer {
  if (actions.includes('once')) return 'once';
  return actions.includes('session') ? 'session' : 'no';
}

function setYes({ node }: Dialog<unknown>, enabled: boolean): void {
  for (const button of node.querySelectorAll<HTMLButtonElement>(`.${YES}`)) {
    button.disabled = !enabled;
  }
}
