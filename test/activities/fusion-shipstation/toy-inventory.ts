/** A small Fusion inventory in memory, with the trouble of a real one: lost answers, 408, refusals, a slow manager. */
import type { Fusion } from '../../../connectors/fusion/contract.ts';
import type { CompletedRow, FusionBody, SourceKey, StagedAnswer, StagedRow } from '../../../connectors/fusion/types.ts';
import { ConnectorError } from '../../../connectors/http/errors.ts';

export type Trouble = 'none' | 'lost-after' | 'lost-before' | 'still-running' | 'refused' | 'queued' | '400' | 'late';

const text = (body: FusionBody, name: string): string => {
  const value = body[name];
  return typeof value === 'object' && value !== null && 'decimal' in value
    ? String(value.decimal)
    : String(value ?? '');
};
const uncertain = () => new ConnectorError({ type: 'Uncertain', system: 'fusion', message: 'cut' });

const LATE_MS = 40_000;

export class ToyInventory {
  staged: (StagedRow & { body: FusionBody })[] = [];
  completed: CompletedRow[] = [];
  troubles: Trouble[] = [];
  #next = 1;
  /** Taken, but shown only later. */
  #late: { atMs: number; body: FusionBody }[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The part of the connector that the steps use. */
  api(): Fusion {
    const toy: Partial<Fusion> = {
      createStaged: async (body) => this.#create(body),
      findStaged: async (key) => {
        this.#arrive();
        return this.staged.filter((row) => isUnder(row, key));
      },
      readStaged: async (id) => this.staged.find((row) => row.interfaceId === id),
      updateStaged: async (id, body) => this.#update(id, body),
      deleteStaged: async (id) => {
        this.staged = this.staged.filter((row) => row.interfaceId !== id);
      },
      findCompleted: async (by) =>
        'externalReference' in by
          ? this.completed.filter((row) => row.externalReference === by.externalReference)
          : this.completed.filter((row) => isUnder(row, by)),
      readPeriods: async () => [],
    };
    return toy as Fusion;
  }

  /** The inventory manager works off what is queued. */
  manage(): void {
    for (const row of this.staged.filter(({ state }) => state === 'queued')) this.#process(row);
  }

  /** By posting: what was moved in all. */
  moved(name: string): number {
    return this.completed
      .filter(({ reference }) => reference === name || reference === `${name}/void`)
      .reduce((sum, { quantity }) => sum + Number(quantity), 0);
  }

  #arrive(): void {
    const due = this.#late.filter(({ atMs }) => atMs <= this.#nowMs());
    this.#late = this.#late.filter(({ atMs }) => atMs > this.#nowMs());
    for (const { body } of due) this.#create(body, 'none');
  }

  #create(body: FusionBody, trouble = this.troubles.shift() ?? 'none'): StagedAnswer {
    if (trouble === 'late') {
      this.#late.push({ atMs: this.#nowMs() + LATE_MS, body });
      throw uncertain();
    }
    if (trouble === 'lost-before') throw uncertain();
    if (trouble === '400') throw new ConnectorError({ type: 'Invalid', system: 'fusion', message: 'no' });
    const row: StagedRow & { body: FusionBody } = {
      ...{ interfaceId: String(this.#next++), state: trouble === 'refused' ? 'rejected' : 'queued', body },
      sourceHeaderId: text(body, 'SourceHeaderId'),
      sourceLineId: text(body, 'SourceLineId'),
      quantity: text(body, 'TransactionQuantity'),
      view: viewOf(body),
    };
    this.staged.push(row);
    if (trouble === 'refused') return { outcome: 'rejected', row: { ...row, explanation: 'not enough' } };
    if (trouble === 'still-running') throw uncertain();
    if (trouble === 'queued') return { outcome: 'queued', row };
    this.#process(row);
    if (trouble === 'lost-after') throw uncertain();
    return { outcome: 'processed', row };
  }

  #update(id: string, body: FusionBody): StagedAnswer {
    const row = this.staged.find((one) => one.interfaceId === id);
    if (row === undefined) throw new ConnectorError({ type: 'NotFound', system: 'fusion', message: 'gone' });
    Object.assign(row.body, body);
    row.view = viewOf(row.body);
    row.quantity = text(row.body, 'TransactionQuantity');
    const trouble = this.troubles.shift() ?? 'none';
    if (trouble === 'refused') return { outcome: 'rejected', row };
    row.state = 'queued';
    if (trouble === 'queued') return { outcome: 'queued', row };
    this.#process(row);
    if (trouble !== 'none') throw uncertain();
    return { outcome: 'processed', row };
  }

  #process(row: StagedRow & { body: FusionBody }): void {
    this.staged = this.staged.filter((one) => one !== row);
    const { sourceHeaderId, sourceLineId } = row;
    this.completed.push({
      transactionId: String(this.#next++),
      organization: text(row.body, 'OrganizationName'),
      item: text(row.body, 'ItemNumber'),
      quantity: text(row.body, 'TransactionQuantity'),
      reference: text(row.body, 'TransactionReference'),
      externalReference: text(row.body, 'ExternalSystemTransactionReference'),
      account: text(row.body, 'AccountCombination'),
      ...(sourceHeaderId === undefined ? {} : { sourceHeaderId }),
      ...(sourceLineId === undefined ? {} : { sourceLineId }),
    });
  }
}

const viewOf = (body: FusionBody) => ({
  ItemNumber: text(body, 'ItemNumber'),
  OrganizationName: text(body, 'OrganizationName'),
  TransactionReference: text(body, 'TransactionReference'),
});

const isUnder = (row: { sourceHeaderId?: string; sourceLineId?: string }, key: SourceKey): boolean =>
  row.sourceHeaderId === key.sourceHeaderId &&
  (key.sourceLineId === undefined || row.sourceLineId === key.sourceLineId);
