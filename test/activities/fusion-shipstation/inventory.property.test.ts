/**
 * Labels, voids, retries and every kind of trouble in any order: in the end each live line has left Fusion's stock exactly
 * once and each voided one not at all.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { applyInventory } from '../../../activities/fusion-shipstation/inventory-apply.ts';
import { type InventoryPlan, planInventoryPosting } from '../../../activities/fusion-shipstation/inventory-plan.ts';
import type { SoldView } from '../../../mappings/fusion-shipstation/types.ts';
import type { Store } from '../../../store/contract.ts';
import { openStore } from '../../../store/open.ts';
import { type Label, settingsOf, soldOf } from '../../mappings/fusion-shipstation/sold.ts';
import { ToyInventory, type Trouble } from './toy-inventory.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore({
    path: `${process.env.TMPDIR ?? '/tmp'}/mlc-inv-${process.pid}-${Date.now()}.db`,
    sync: 'normal',
  });
});
afterAll(() => store.close());

type Step =
  | { do: 'ship'; quantity: number }
  | { do: 'void'; which: number }
  | { do: 'look'; troubles: Trouble[]; killed: boolean; byPerson: boolean }
  | { do: 'manage' }
  | { do: 'wait'; seconds: number };

const TROUBLES: Trouble[] = ['none', 'lost-after', 'lost-before', 'still-running', 'refused', 'queued', '400', 'late'];
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ship' as const), quantity: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const), which: fc.nat(5) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('look' as const),
      troubles: fc.array(fc.constantFrom(...TROUBLES), { maxLength: 5 }),
      killed: fc.boolean(),
      byPerson: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'manage' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }) },
);

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
let nextOrder = 1;

class World {
  readonly toy = new ToyInventory(() => this.nowMs);
  readonly order = String(nextOrder++);
  readonly labels: Label[] = [];
  nowMs = Date.parse('2026-11-21T12:00:00Z');
  readonly deps: ActivityDeps;
  readonly scope = { connection: 'acme', sync: 'inventoryPosting', recordKey: this.order };

  constructor() {
    const settings = settingsOf({ periods: { check: false }, lostAnswer: { unnamed: '1m' } });
    const api = this.toy.api();
    const open = async () => ({ settings, row: { mode: 'live' }, fusion: async () => api });
    const deps = {
      ...{ store, vault: { seal: (text: string) => text }, connections: { open } },
      now: () => new Date(this.nowMs),
    };
    this.deps = deps as unknown as ActivityDeps;
  }

  sold(): SoldView {
    return soldOf(
      [
        { id: '5', sku: 'A', quantity: '99' },
        { id: '6', sku: 'B', quantity: '99' },
      ],
      this.labels,
    );
  }

  ship(quantity: number): void {
    const id = `${this.order}${String(this.labels.length).padStart(3, '0')}`;
    const items = [
      { id: '5', sku: 'A', quantity: String(quantity) },
      ...(quantity % 2 === 0 ? [{ id: '6', sku: 'B', quantity: '1' }] : []),
    ];
    this.labels.push({ id, items, at: new Date(this.nowMs).toISOString() });
  }

  void(which: number): void {
    const label = this.labels[which];
    if (label !== undefined) label.voidedAt ??= new Date(this.nowMs).toISOString();
  }

  async run<T>(attempt: number, step: () => Promise<T>): Promise<T> {
    this.nowMs += 1;
    return new MockActivityEnvironment({ attempt }, { logger: quiet }).run(step);
  }

  plan(byPerson: boolean): Promise<InventoryPlan> {
    const request = { ...this.scope, sold: this.sold(), ...(byPerson ? { again: true } : {}) };
    return this.run(1, () => planInventoryPosting(this.deps, request));
  }

  /** As the workflow looks: plan, write each thing once, plan again. `killed` leaves after the first write. */
  async look({ killed, byPerson }: { killed: boolean; byPerson: boolean }): Promise<InventoryPlan> {
    const tried = new Set<string>();
    for (;;) {
      const plan = await this.plan(byPerson);
      const missing = plan.writes.filter((one) => !tried.has(`${one.kind === 'withdraw'} ${one.name}`));
      if (missing.length === 0) return plan;
      for (const write of missing) {
        tried.add(`${write.kind === 'withdraw'} ${write.name}`);
        for (const attempt of [1, 2]) {
          const result = await this.run(attempt, () => applyInventory(this.deps, { ...this.scope, write })).catch(
            () => undefined,
          );
          if (result !== undefined) break;
        }
        if (killed) return plan;
      }
    }
  }
}

async function take(world: World, step: Step): Promise<void> {
  if (step.do === 'ship') world.ship(step.quantity);
  else if (step.do === 'void') world.void(step.which);
  else if (step.do === 'manage') world.toy.manage();
  else if (step.do === 'wait') world.nowMs += step.seconds * 1000;
  else {
    world.toy.troubles = [...step.troubles];
    await world.look(step);
    world.toy.troubles = [];
  }
}

test('each live line leaves once, each voided one not at all, whatever happens on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const world = new World();
      for (const one of steps) await take(world, one);
      let plan: InventoryPlan | undefined;
      for (let looks = 0; looks < 6; looks++) {
        world.nowMs += 200_000;
        world.toy.manage();
        plan = await world.look({ killed: false, byPerson: false });
      }
      expect(plan?.problems).toEqual([]);
      expect(plan?.writes).toEqual([]);
      expect(world.toy.staged).toEqual([]);
      for (const { id, items = [], voidedAt } of world.labels) {
        for (const item of items) {
          const name = `SS:${id}/${item.id}`;
          expect([name, world.toy.moved(name)]).toEqual([name, voidedAt === undefined ? -Number(item.quantity) : 0]);
          const rows = world.toy.completed.filter(({ reference }) => reference === name);
          expect(rows.length).toBeLessThanOrEqual(1);
        }
      }
    }),
    { numRuns: 25 },
  );
});
