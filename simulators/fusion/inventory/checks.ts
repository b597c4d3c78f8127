// What the transaction manager checks of a staged row before it books it.
// Trap: these rejects are no HTTP errors; they end up in ErrorCode and ErrorExplanation of the row.
import type Big from 'big.js';
import { DateTime } from 'luxon';
import { dayOf, isOpen } from '../domain/calendar.ts';
import type { CatalogItem, MoveType, Organization, Subinventory } from '../domain/model.ts';
import { amount, childRows, given, type Item, text, total } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import { itemBy, organizationBy, quantityAt } from './stock.ts';

export interface Reject {
  code: string;
  text: string;
}

export interface Movement {
  organization: Organization;
  item: CatalogItem;
  type: MoveType;
  subinventory: string;
  locator: string | null;
  quantity: Big;
  /** Quantity per lot; one entry without a lot for plain items. */
  lots: { lot: string | null; quantity: Big }[];
  account: string | null;
  day: string;
  /** Other end of a transfer. */
  to: { organization: Organization; subinventory: string } | null;
}

const reject = (code: string, explanation: string): Reject => ({ code, text: explanation });
/** Whether a reading is a reject. */
export const isReject = (value: unknown): value is Reject =>
  typeof value === 'object' && value !== null && 'code' in value && 'text' in value;

export const typeOf = (world: World, row: Item): MoveType | undefined =>
  world.moveTypes.find(
    (one) => one.name === text(row, 'TransactionTypeName') || String(one.id) === text(row, 'TransactionTypeId'),
  );

export const organizationOf = (world: World, row: Item): Organization | undefined =>
  organizationBy(world, text(row, 'OrganizationId'), text(row, 'OrganizationName'));

function itemOf(world: World, row: Item, organization: Organization): CatalogItem | Reject {
  const item = itemBy(world, text(row, 'InventoryItemId'), text(row, 'ItemNumber'));
  if (!item?.active) return reject('INV_INVALID_ITEM', 'The item is not valid.');
  if (!item.organizations.includes(organization.code))
    return reject('INV_ITEM_NOT_IN_ORG', `The item ${item.number} isn't assigned to the organization.`);
  const [unit, code] = [text(row, 'TransactionUnitOfMeasure'), text(row, 'TransactionUOM')];
  if ((unit !== '' && unit !== item.uom) || (code !== '' && code !== item.uomCode))
    return reject('INV_INVALID_UOM', 'The unit of measure is not valid for the item.');
  if (unit === '' && code === '') return reject('INV_INVALID_UOM', 'Enter a unit of measure.');
  return item;
}

function dayOfRow(world: World, row: Item, organization: Organization): string | Reject {
  const sent = text(row, 'TransactionDate');
  const { zone } = world.settings.pod;
  const day = sent === '' ? world.today() : dayOf(sent, zone);
  const future = sent.length === 10 ? day > world.today() : DateTime.fromISO(sent).toMillis() > world.clock.now();
  if (sent !== '' && future) return reject('INV_FUTURE_DATE', "The transaction date can't be in the future.");
  const ledgerId = world.units.find((one) => one.name === organization.businessUnit)?.ledgerId ?? 0;
  if (!isOpen(world, ledgerId, world.settings.inventory.applicationId, day))
    return reject('INV_PERIOD_NOT_OPEN', `The transaction date ${day} isn't in an open inventory period.`);
  return day;
}

function placeOf(world: World, organization: Organization, name: string): Subinventory | Reject {
  const place = world.subinventories.find((one) => one.organizationId === organization.id && one.name === name);
  return place?.active ? place : reject('INV_INVALID_SUBINVENTORY', `The subinventory ${name} is not valid.`);
}

function accountOf(world: World, row: Item, type: MoveType, organization: Organization): string | null | Reject {
  if (type.offset === 'none') return null;
  const [account, alias] = [text(row, 'AccountCombination'), text(row, 'AccountAliasCombination')];
  if (type.offset === 'alias' || (account === '' && alias !== '')) {
    const known = world.aliases.find((one) => one.name === alias && one.organizationId === organization.id);
    return known?.account ?? reject('INV_INVALID_ALIAS', 'The account alias is not valid.');
  }
  const known = world.accounts.find((one) => one.combination === account && one.enabled);
  return known ? account : reject('INV_INVALID_ACCOUNT', `The account combination ${account} is not valid.`);
}

function lotsOf(row: Item, item: CatalogItem, quantity: Big): Movement['lots'] | Reject {
  const lots = childRows(row, 'lots');
  const serials = [...childRows(row, 'serials'), ...lots.flatMap((lot) => childRows(lot, 'lotSerials'))];
  if (item.serials && serials.length === 0) return reject('INV_SERIAL_REQUIRED', 'Enter serial numbers for the item.');
  if (!item.lots) return [{ lot: null, quantity }];
  if (lots.length === 0 || lots.some((lot) => !given(lot, 'LotNumber')))
    return reject('INV_LOT_REQUIRED', 'Enter a lot number for the item.');
  const sum = total(lots.map((lot) => amount(lot, 'TransactionQuantity').abs()));
  if (!sum.eq(quantity.abs())) return reject('INV_LOT_QUANTITY', "The lots don't add up to the transaction quantity.");
  const sign = quantity.lt(0) ? -1 : 1;
  return lots.map((lot) => ({
    lot: text(lot, 'LotNumber'),
    quantity: amount(lot, 'TransactionQuantity').abs().times(sign),
  }));
}

function otherEnd(world: World, row: Item, type: MoveType, organization: Organization): Movement['to'] | Reject {
  if (type.direction !== 'transfer') return null;
  const name = text(row, 'TransferOrganizationName');
  const to =
    name === '' && !given(row, 'TransferOrganizationId')
      ? organization
      : organizationBy(world, text(row, 'TransferOrganizationId'), name);
  if (!to) return reject('INV_INVALID_TRANSFER_ORG', 'The transfer organization is not valid.');
  const place = placeOf(world, to, text(row, 'TransferSubinventory'));
  return isReject(place) ? place : { organization: to, subinventory: place.name };
}

function checkQuantity(type: MoveType, quantity: Big): Reject | null {
  if (quantity.eq(0)) return reject('INV_ZERO_QUANTITY', "The transaction quantity can't be zero.");
  if (type.direction === 'receipt' && quantity.lt(0))
    return reject('INV_QUANTITY_SIGN', 'The quantity of a receipt must be positive.');
  if (type.direction !== 'receipt' && quantity.gt(0))
    return reject('INV_QUANTITY_SIGN', 'The quantity of an issue must be negative.');
  return null;
}

function checkStock(world: World, one: Movement): Reject | null {
  if (one.organization.negativeAllowed || one.quantity.gt(0)) return null;
  const short = one.lots.some(({ lot, quantity }) => {
    const { organization, item, subinventory, locator } = one;
    return quantityAt(world, { organizationId: organization.id, itemId: item.id, subinventory, locator, lot })
      .plus(quantity)
      .lt(0);
  });
  return short ? reject('INV_NEGATIVE_ONHAND', "You can't issue more than the available quantity.") : null;
}

/** What a staged row would do, or why it is rejected. */
export function readMovement(world: World, row: Item): Movement | Reject {
  const [organization, type] = [organizationOf(world, row), typeOf(world, row)];
  if (!organization || !type) return reject('INV_INVALID_ORG', 'The organization or transaction type is not valid.');
  const quantity = amount(row, 'TransactionQuantity');
  const wrongSign = checkQuantity(type, quantity);
  if (wrongSign) return wrongSign;
  const item = itemOf(world, row, organization);
  if (isReject(item)) return item;
  const day = dayOfRow(world, row, organization);
  if (isReject(day)) return day;
  const place = placeOf(world, organization, text(row, 'SubinventoryCode'));
  if (isReject(place)) return place;
  const locator = text(row, 'LocatorName') || null;
  if (place.locators && locator === null)
    return reject('INV_LOCATOR_REQUIRED', 'Enter a locator for the subinventory.');
  const account = accountOf(world, row, type, organization);
  if (isReject(account)) return account;
  const lots = lotsOf(row, item, quantity);
  if (isReject(lots)) return lots;
  const to = otherEnd(world, row, type, organization);
  if (isReject(to)) return to;
  const movement = { organization, item, type, subinventory: place.name, locator, quantity, lots, account, day, to };
  return checkStock(world, movement) ?? movement;
}
