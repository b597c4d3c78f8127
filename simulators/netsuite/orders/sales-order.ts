// What a sales order (or a bill to a customer) takes from its customer, and what it must agree with.
// Trap: subsidiary and currency follow the customer; another subsidiary or an unknown currency is an invalid field value.
import { addressOf } from '../entities/address-book.ts';
import { hasCurrency } from '../entities/entities.ts';
import { invalidFieldValue, missingValue, staticSublist, userError } from '../ns-error.ts';
import { asText, findRecord, listOf, type Rec, type World } from '../world.ts';
import { isFulfillable } from './items.ts';
import { prepareItemLines } from './lines.ts';

const SOURCED = ['terms', 'salesRep', 'partner', 'email'];

function sourceAddresses(entity: Rec, draft: Rec): void {
  for (const [kind, list] of [
    ['shipping', 'shipAddressList'],
    ['billing', 'billAddressList'],
  ] as const) {
    const chosen = asText(draft.body[list]);
    const field = `${kind}Address`;
    if (chosen !== undefined) {
      const address = addressOf(entity, chosen);
      if (address === undefined) throw invalidFieldValue(chosen, list, list);
      draft.body[field] ??= { ...address };
    } else if (draft.body[field] === undefined) {
      const address = addressOf(entity, kind === 'shipping' ? 'defaultShipping' : 'defaultBilling');
      if (address !== undefined) draft.body[field] = { ...address };
    }
  }
}

/** Completes the header from the customer or vendor and checks that both fit together. */
export function sourceParty(world: World, draft: Rec, previous: Rec | undefined): void {
  const type = ['purchaseOrder', 'vendorBill', 'vendorCredit'].includes(draft.type) ? 'vendor' : 'customer';
  const entity = findRecord(world, type, String(draft.body.entity));
  if (entity === undefined) return;
  const fresh = previous === undefined;
  if (fresh && entity.body.isInactive === true) throw invalidFieldValue(entity.id, 'entity', 'entity');
  const home = asText(entity.body.subsidiary) ?? '1';
  draft.body.subsidiary ??= home;
  if (world.switches.oneWorld && draft.body.subsidiary !== home)
    throw invalidFieldValue(draft.body.subsidiary, 'subsidiary', 'subsidiary');
  draft.body.currency ??= entity.body.currency ?? '1';
  if (world.switches.requireCustomerCurrency && !hasCurrency(entity, String(draft.body.currency)))
    throw invalidFieldValue(draft.body.currency, 'currency', 'currency');
  if (!fresh || draft.body.createdFrom !== undefined) return;
  if (type === 'vendor') {
    draft.body.terms ??= entity.body.terms;
    return;
  }
  for (const name of SOURCED) if (entity.body[name] !== undefined) draft.body[name] ??= entity.body[name];
  sourceAddresses(entity, draft);
}

/** A line that was already shipped, received or billed cannot vanish. */
export function keepProcessedLines(draft: Rec, previous: Rec | undefined): void {
  for (const line of previous === undefined ? [] : listOf(previous, 'item')) {
    const processed = [line.quantityFulfilled, line.quantityReceived, line.quantityBilled].some(
      (n) => Number(n ?? 0) > 0,
    );
    if (processed && !listOf(draft, 'item').some((kept) => kept.line === line.line)) throw staticSublist('item');
  }
}

/** Only Pending Approval and Pending Fulfillment may be written. */
export function requireWritableStatus(draft: Rec): void {
  const wanted = draft.body.orderStatus;
  if (wanted !== undefined && wanted !== 'A' && wanted !== 'B')
    throw invalidFieldValue(wanted, 'orderStatus', 'orderStatus');
}

/** Checks and completes a sales order before it is stored. */
export function prepareSalesOrder(world: World, draft: Rec, previous: Rec | undefined): void {
  const was = previous?.body.orderStatus;
  if (was === 'B' && draft.body.orderStatus === 'A' && previous?.body.status !== 'B')
    throw userError('This order cannot be unapproved because it has been fulfilled or billed.');
  requireWritableStatus(draft);
  keepProcessedLines(draft, previous);
  if (listOf(draft, 'item').length === 0) throw missingValue('Items');
  sourceParty(world, draft, previous);
  prepareItemLines(world, draft, previous);
  for (const line of listOf(draft, 'item')) {
    if (isFulfillable(world, line.item)) line.commitInventory ??= '1';
  }
  draft.body.orderStatus ??= world.switches.defaultOrderStatus;
  draft.body.status ??= draft.body.orderStatus;
}
