// inventoryStagedTransactions: the interface, its three modes, repair and processByHeader.
// Trap: a reject of an online row is 201 with ErrorExplanation; a 408 keeps the row, which is worked off later.
import { childRows, given, type Item, type Json, text } from '../domain/values.ts';
import { created, updated, type World } from '../domain/world.ts';
import { invalid, malformed, notFound, type Problem, Refusal } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';
import { organizationOf, typeOf } from './checks.ts';
import { processRow, runManager } from './process.ts';
import { itemBy } from './stock.ts';

const keyOf = (row: Item) => text(row, 'TransactionInterfaceId');

const oneOf = (row: Item, names: readonly string[]): Problem[] =>
  names.some((name) => given(row, name))
    ? []
    : [{ code: '27014', detail: `Attribute ${names[0]} in StagedTransaction is required.`, path: `/${names[0]}` }];

function required(world: World, row: Item): Problem[] {
  const source = world.settings.inventory.requireSource ? ['SourceCode', 'SourceHeaderId', 'SourceLineId'] : [];
  return [
    ['OrganizationName', 'OrganizationId'],
    ['ItemNumber', 'InventoryItemId'],
    ['TransactionTypeName', 'TransactionTypeId'],
    ['TransactionQuantity'],
    ...source.map((name) => [name]),
  ].flatMap((names) => oneOf(row, names));
}

function checkNames(world: World, row: Item): Problem[] {
  const bad = (name: string): Problem => ({
    ...{ code: '27018', detail: `The value of the attribute ${name} isn't valid.`, path: `/${name}` },
  });
  const organization = given(row, 'OrganizationName') || given(row, 'OrganizationId');
  const type = given(row, 'TransactionTypeName') || given(row, 'TransactionTypeId');
  return [
    ...(organization && !organizationOf(world, row) ? [bad('OrganizationName')] : []),
    ...(type && !typeOf(world, row) ? [bad('TransactionTypeName')] : []),
    ...(given(row, 'TransactionMode') && !['1', '2', '3'].includes(text(row, 'TransactionMode'))
      ? [bad('TransactionMode')]
      : []),
  ];
}

function stage(world: World, body: Item): Item {
  const problems = [...required(world, body), ...checkNames(world, body)];
  if (problems.length > 0) throw new Refusal(400, problems);
  const sent = text(body, 'TransactionInterfaceId');
  if (sent !== '' && world.staged.has(sent))
    throw invalid('JBO-25013', `Too many objects match the primary key ${sent}.`, '/TransactionInterfaceId');
  const id = sent === '' ? world.nextId() : Number(sent);
  const organization = organizationOf(world, body);
  const item = itemBy(world, text(body, 'InventoryItemId'), text(body, 'ItemNumber'));
  const row: Item = {
    ...body,
    ...{ TransactionInterfaceId: id, TransactionHeaderId: body.TransactionHeaderId ?? id },
    ...{ OrganizationId: organization?.id ?? null, OrganizationName: organization?.name ?? null },
    ...{ InventoryItemId: item?.id ?? null, ItemNumber: item?.number ?? body.ItemNumber ?? null },
    ...{ ItemDescription: item?.description ?? null, TransactionTypeId: typeOf(world, body)?.id ?? null },
    ...{ TransactionMode: text(body, 'TransactionMode') || '3', ProcessStatus: text(body, 'ProcessStatus') || '1' },
    ...{ LockFlag: '2', ErrorCode: null, ErrorExplanation: null, ...created(world) },
  };
  return world.staged.put(id, row);
}

function online(world: World, row: Item): Item {
  const slow = world.slowOnline;
  if (slow.times > 0) {
    slow.times -= 1;
    world.scheduler.after(slow.afterMs, () => void processRow(world, keyOf(row)));
    throw new Refusal(408, [{ code: '408', detail: 'The request took longer than the server allows.' }]);
  }
  const left = processRow(world, keyOf(row));
  if (left && given(left, 'ErrorCode') && world.settings.inventory.onlineReject === 'status')
    throw invalid(text(left, 'ErrorCode'), text(left, 'ErrorExplanation'));
  return left ?? row;
}

/** Starts what the row's mode asks for; answers the row as the client sees it. */
function start(world: World, row: Item): Item {
  const mode = text(row, 'TransactionMode');
  if (text(row, 'ProcessStatus') !== '1') return row;
  if (mode === '1') return online(world, row);
  const { concurrentMs, backgroundMs } = world.settings.inventory;
  if (mode === '2') world.scheduler.after(concurrentMs, () => void processRow(world, keyOf(row)));
  if (mode === '3' && backgroundMs > 0) world.scheduler.after(backgroundMs, () => void runManager(world));
  return row;
}

function update({ world }: Call, row: Item, changes: Item): Item {
  if ('TransactionInterfaceId' in changes && text(changes, 'TransactionInterfaceId') !== keyOf(row))
    throw malformed("Attribute TransactionInterfaceId can't be updated.", '27008');
  const again = text(changes, 'ProcessStatus') === '1';
  const changed = world.staged.patch(keyOf(row), {
    ...changes,
    ...(again && { ErrorCode: null, ErrorExplanation: null }),
    ...updated(world),
  });
  const problems = checkNames(world, changed);
  if (problems.length > 0) {
    world.staged.put(keyOf(row), row);
    throw new Refusal(400, problems);
  }
  return start(world, changed);
}

function processByHeader({ world }: Call, action: string, _row: Item | null, body: Item): Json {
  if (action !== 'processByHeader') throw notFound();
  const header = text(body, 'headerId');
  if (header === '') throw malformed('The parameter headerId is required.');
  const rows = world.staged.all().filter((row) => text(row, 'TransactionHeaderId') === header);
  const left = rows.map((row) => processRow(world, keyOf(row)));
  return left.some((row) => row !== undefined) ? 'ERROR' : 'SUCCESS';
}

export const staged: Resource = {
  ...{ base: 'fscm', name: 'inventoryStagedTransactions' },
  rows: (world) => world.staged.all(),
  one: (world, key) => world.staged.get(key),
  create: ({ world }, body) => start(world, stage(world, body)),
  update,
  remove: ({ world }, row) => world.staged.remove(keyOf(row)),
  act: processByHeader,
  addChild: ({ world }, row, child, body) => {
    const made: Item = { ...body, ...created(world) };
    world.staged.patch(keyOf(row), { [child]: [...childRows(row, child), made] });
    return made;
  },
};
