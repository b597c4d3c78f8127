// The transaction manager: books staged rows, or marks them with their error.
// Trap: a booked row leaves the interface at once; only inventoryCompletedTransactions still tells of it.
import type Big from 'big.js';
import { type Item, num, text } from '../domain/values.ts';
import { created, stampOf, updated, type World } from '../domain/world.ts';
import { isReject, type Movement, readMovement } from './checks.ts';
import { move } from './stock.ts';

const KEPT = [
  ...['AccountAliasCombination', 'ExternalSystemTransactionReference', 'ReasonName', 'Revision', 'SourceCode'],
  ...[
    'SourceHeaderId',
    'SourceLineId',
    'TransactionReference',
    'TransactionSourceName',
    'TransactionCost',
    'lots',
    'serials',
  ],
];

function instant(world: World, row: Item): string {
  const sent = text(row, 'TransactionDate');
  if (sent === '') return world.stamp();
  return stampOf(Date.parse(sent.length === 10 ? `${sent}T00:00:00Z` : sent));
}

function complete(
  world: World,
  row: Item,
  one: Movement,
  end: { quantity: Big; organizationId: number; subinventory: string },
): void {
  const organization = world.organizations.get(end.organizationId) ?? one.organization;
  const id = world.nextId();
  const kept = Object.fromEntries(
    KEPT.filter((name) => row[name] !== undefined).map((name) => [name, row[name] ?? null]),
  );
  world.completed.put(id, {
    ...kept,
    ...{ TransactionId: id, TransactionDate: instant(world, row), InventoryItemId: one.item.id },
    ...{ ItemNumber: one.item.number, Item: one.item.number, ItemDescription: one.item.description },
    ...{ OrganizationId: organization.id, OrganizationCode: organization.code },
    ...{ OrganizationName: organization.name, Organization: organization.name },
    ...{ SubinventoryCode: end.subinventory, LocatorName: one.locator, AccountCombination: one.account },
    ...{ TransactionQuantity: num(end.quantity), PrimaryQuantity: num(end.quantity) },
    ...{ TransactionUnitOfMeasure: one.item.uom, TransactionUOM: one.item.uomCode },
    ...{ TransactionTypeId: one.type.id, TransactionTypeName: one.type.name, TransactionType: one.type.name },
    ...{ TransactionSource: row.TransactionSourceName ?? null, Reference: row.TransactionReference ?? null },
    ...created(world),
  });
}

function book(world: World, row: Item, one: Movement): void {
  const from = { organizationId: one.organization.id, subinventory: one.subinventory };
  for (const { lot, quantity } of one.lots) {
    move(world, { ...from, itemId: one.item.id, locator: one.locator, lot }, quantity);
    if (!one.to) continue;
    const to = { organizationId: one.to.organization.id, subinventory: one.to.subinventory };
    move(world, { ...to, itemId: one.item.id, locator: null, lot }, quantity.times(-1));
  }
  complete(world, row, one, { ...from, quantity: one.quantity });
  if (one.to)
    complete(world, row, one, {
      ...{ organizationId: one.to.organization.id, subinventory: one.to.subinventory },
      quantity: one.quantity.times(-1),
    });
}

/** Works one row off, when it still stands there to be done. Answers the row as it is afterwards. */
export function processRow(world: World, id: string): Item | undefined {
  const row = world.staged.get(id);
  if (!row || text(row, 'ProcessStatus') !== '1') return row;
  const found = readMovement(world, row);
  if (isReject(found))
    return world.staged.patch(id, {
      ProcessStatus: '3',
      ErrorCode: found.code,
      ErrorExplanation: found.text,
      ...updated(world),
    });
  book(world, row, found);
  world.staged.remove(id);
  return undefined;
}

/** The scheduled "Manage Inventory Transactions" run: every background row that is to do. Answers how many it took. */
export function runManager(world: World): number {
  const rows = world.staged
    .all()
    .filter((row) => text(row, 'TransactionMode') === '3' && text(row, 'ProcessStatus') === '1');
  for (const row of rows) processRow(world, text(row, 'TransactionInterfaceId'));
  return rows.length;
}
