// journalBatches: what journal import made. No create; only completion and reversal members change; unposted ones can go.
// Trap: posting is a job of its own; an imported batch is unposted until it has run.
import { childRows, type Item, text } from '../domain/values.ts';
import { updated, type World } from '../domain/world.ts';
import { invalid, Refusal } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';

const keyOf = (row: Item) => text(row, 'JeBatchId');
const PATCHABLE = [
  'CompletionStatusMeaning',
  'ReversalDate',
  'ReversalFlag',
  'ReversalMethodMeaning',
  'ReversalPeriod',
];

/** Finder variable → attribute of the batch, or of its journals. */
const OF_BATCH: Readonly<Record<string, string>> = {
  ...{
    AccountingPeriod: 'DefaultPeriodName',
    BatchName: 'BatchName',
    BatchSource: 'UserJeSourceName',
    BatchStatus: 'StatusMeaning',
  },
};
const OF_JOURNAL: Readonly<Record<string, string>> = {
  JournalCategory: 'UserJeCategoryName',
  JournalName: 'JournalName',
};

function fits(row: Item, name: string, value: string): boolean {
  const own = OF_BATCH[name];
  if (own !== undefined) return text(row, own) === value;
  const journal = OF_JOURNAL[name] ?? name;
  return childRows(row, 'journalHeaders').some((one) => text(one, journal) === value);
}

function update({ world }: Call, row: Item, changes: Item): Item {
  const foreign = Object.keys(changes).filter((name) => !PATCHABLE.includes(name));
  if (foreign.length > 0)
    throw new Refusal(
      400,
      foreign.map((name) => ({ code: '27008', detail: `Attribute ${name} can't be updated.` })),
      true,
    );
  return world.batches.patch(keyOf(row), { ...changes, ...updated(world) });
}

/** Posts unposted batches, of one ledger period when it is open; answers how many. */
export function postBatches(world: World): number {
  const { applicationId } = world.settings.ledger;
  const open = world.batches.all().filter((row) => {
    const period = world.periods.find(
      (one) => one.applicationId === applicationId && one.name === text(row, 'DefaultPeriodName'),
    );
    return text(row, 'Status') === 'U' && period?.status === 'O';
  });
  for (const row of open)
    world.batches.patch(keyOf(row), {
      ...{ Status: 'P', StatusMeaning: 'Posted', PostedDate: world.today(), ...updated(world) },
    });
  return open.length;
}

export const batches: Resource = {
  ...{ base: 'fscm', name: 'journalBatches' },
  rows: (world) => world.batches.all(),
  one: (world, key) => world.batches.get(key),
  find({ world }, finder) {
    if (finder.name !== 'JournalsFinder') return undefined;
    const wanted = Object.entries(finder.variables);
    return world.batches.all().filter((row) => wanted.every(([name, value]) => fits(row, name, value)));
  },
  update,
  remove({ world }, row) {
    if (text(row, 'Status') === 'P') throw invalid('GL-782245', "A posted journal batch can't be deleted.");
    world.batches.remove(keyOf(row));
  },
};
