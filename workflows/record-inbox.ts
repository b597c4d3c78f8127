/**
 * The signals and state of one record workflow: what came in, what was asked, how it stands.
 * The trap: a redelivered webhook signals twice, so event ids are remembered; handlers only note things and never throw.
 */
import { condition, setHandler } from '@temporalio/workflow';
import type {
  CarriedState,
  PersonsWord,
  RecordInput,
  RecordState,
  RecordStatus,
  Wake,
  WakeCause,
} from './contracts.ts';
import { retrySignal, retryUpdate, skipSignal, skipUpdate, statusQuery, wakeSignal } from './messages.ts';

const MOST_REMEMBERED = 200;
const RETRY_WAKE: Wake = { eventId: 'retry', cause: 'person', at: '' };
const RETRY_HELP =
  'Look now. Input may be left out, or {"by": "your name"}; {"nextPeriod": true} posts what belongs to a closed period in the next open one.';
const SKIP_HELP = 'Let this record be. Input may be left out, or {"by": "your name", "note": "why"}.';
const URGENCY: WakeCause[] = ['person', 'webhook', 'replay', 'sweep', 'backfill'];

type Settling = {
  status: RecordStatus;
  cause?: string;
  reason?: string;
  summary?: string;
  recheckMs?: number;
  numbers: RecordState['numbers'];
};

export class RecordInbox {
  state: RecordState;
  /** Who asked for the present round, or for the skip after it. */
  by: string | undefined;
  /** Who asked for what comes next: a round that runs already is not of their asking. */
  #askedBy: string | undefined;
  /** The present round was asked to mend. */
  heal = false;
  /** A person asked for the next open period; holds until the record waits no more. */
  nextPeriod: boolean;
  #retryAsked = false;
  #skipAsked = false;
  #roundsBegun = 0;
  #roundsSettled = 0;
  #skipTaken = false;
  readonly #foundBy: WakeCause;
  #pending: Wake[];
  readonly #seen: string[];

  constructor(input: RecordInput) {
    this.#foundBy = input.foundBy;
    this.#pending = [...(input.carried?.pending ?? [])];
    this.#seen = [...(input.carried?.seenEventIds ?? [])];
    this.nextPeriod = input.carried?.nextPeriod === true;
    this.state = { status: 'working', rounds: input.carried?.rounds ?? 0, numbers: [] };
    if (input.carried?.waitingSince !== undefined) this.state.waitingSince = input.carried.waitingSince;
    setHandler(wakeSignal, (wake) => this.#noteWake(wake), {
      description: 'An event: look again. Sent by the program itself.',
    });
    setHandler(retrySignal, (word) => this.#askRetry(word), { description: RETRY_HELP });
    setHandler(skipSignal, (word) => this.#askSkip(word), { description: SKIP_HELP });
    setHandler(retryUpdate, (word) => this.#answerRetry(word), { description: RETRY_HELP });
    setHandler(skipUpdate, (word) => this.#answerSkip(word), { description: SKIP_HELP });
    setHandler(statusQuery, () => ({ ...this.state, ...(this.#isLooking() ? { looking: true } : {}) }), {
      description: 'How the record stands, why it waits, and when it looks again.',
    });
  }

  hasNews(): boolean {
    return this.#pending.length > 0 || this.#retryAsked || this.#skipAsked;
  }

  /**
   * Takes everything that waits; answers the most urgent reason for looking. A look that only the recheck timer asked for
   * is as urgent as a sweep: many waiting records must not hold up what has just left the house.
   */
  takeAll(): WakeCause {
    const causes = this.#pending.map((wake) => wake.cause);
    if (this.#retryAsked) causes.push('person');
    this.heal = this.#pending.some((wake) => wake.heal === true);
    if (this.#pending.some((wake) => wake.nextPeriod === true)) this.nextPeriod = true;
    this.#pending = [];
    this.#retryAsked = false;
    this.#roundsBegun++;
    this.#takeBy();
    return URGENCY.find((cause) => causes.includes(cause)) ?? (this.state.rounds === 0 ? this.#foundBy : 'sweep');
  }

  isSkipAsked(): boolean {
    return this.#skipAsked;
  }

  /** True once for each skip that was asked. */
  takeSkip(): boolean {
    this.#skipTaken = this.#skipAsked;
    this.#skipAsked = false;
    if (this.#skipTaken) this.#takeBy();
    return this.#skipTaken;
  }

  async waitForNews(recheckMs: number): Promise<void> {
    await condition(() => this.hasNews(), recheckMs, { summary: 'looks again by itself' });
  }

  settle(outcome: Settling): void {
    const now = new Date().toISOString();
    const { status, cause, reason, summary, recheckMs, numbers } = outcome;
    const since = this.state.waitingSince ?? now;
    if (status !== 'waiting' && !this.hasNews()) this.nextPeriod = false;
    this.state = {
      status,
      rounds: this.state.rounds + 1,
      numbers,
      ...(cause === undefined ? {} : { cause }),
      ...(reason === undefined ? {} : { reason }),
      ...(summary === undefined ? {} : { summary }),
      ...(status === 'waiting' ? { waitingSince: since } : {}),
      ...(recheckMs === undefined ? {} : { nextLookAt: new Date(Date.now() + recheckMs).toISOString() }),
    };
  }

  markSettled(): void {
    this.#roundsSettled = this.#roundsBegun;
    this.#skipTaken = false;
    this.by = undefined;
  }

  carry(): CarriedState {
    const { waitingSince, rounds } = this.state;
    return {
      // A retry that came by signal goes along as a wake.
      pending: this.#retryAsked ? [...this.#pending, RETRY_WAKE] : this.#pending,
      seenEventIds: this.#seen,
      rounds,
      ...(waitingSince === undefined ? {} : { waitingSince }),
      ...(this.nextPeriod ? { nextPeriod: true } : {}),
    };
  }

  /** Something is asked for whose outcome the state does not show yet. */
  #isLooking(): boolean {
    return this.hasNews() || this.#roundsSettled < this.#roundsBegun;
  }

  #takeBy(): void {
    this.by = this.#askedBy;
    this.#askedBy = undefined;
  }

  #noteWake(wake: Wake | undefined): void {
    const id = wake?.eventId;
    if (wake === undefined || id === undefined || this.#seen.includes(id)) return;
    this.#seen.push(id);
    if (this.#seen.length > MOST_REMEMBERED) this.#seen.shift();
    this.#pending.push(wake);
  }

  #askRetry(word: PersonsWord | undefined): void {
    this.#retryAsked = true;
    if (word?.nextPeriod === true) this.nextPeriod = true;
    this.#askedBy = `retry by ${word?.by ?? 'a person'}${word?.nextPeriod === true ? ' into the next open period' : ''}`;
  }

  #askSkip(word: PersonsWord | undefined): void {
    this.#skipAsked = true;
    this.#askedBy = `skip by ${word?.by ?? 'a person'}${word?.note === undefined ? '' : `: ${word.note}`}`;
  }

  /** Answers with the state after a round that began later: one that runs already may have looked too early. */
  async #answerRetry(word: PersonsWord | undefined): Promise<RecordState> {
    const round = this.#roundsBegun + 1;
    this.#askRetry(word);
    await condition(() => this.#roundsSettled >= round);
    return this.state;
  }

  async #answerSkip(word: PersonsWord | undefined): Promise<RecordState> {
    this.#askSkip(word);
    await condition(() => !this.#skipAsked && !this.#skipTaken);
    return this.state;
  }
}
