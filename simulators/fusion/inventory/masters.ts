// What Inventory lets one read: completed transactions, stock, items, organizations, subinventories, aliases, types.
// Trap: itemsV2 without a filter is refused, and a failed availability look-up is 201 with ReturnStatus.
import { createHash } from 'node:crypto';
import { type Item, num, text } from '../domain/values.ts';
import { stampOf, type World } from '../domain/world.ts';
import { invalid } from '../http/refusal.ts';
import type { Resource } from '../http/resource.ts';
import { itemBy, onHand, organizationBy } from './stock.ts';

/** A computed …UniqID. */
const hash = (...parts: (string | number)[]) => createHash('sha1').update(parts.join('|')).digest('hex').toUpperCase();

const list = (name: string, rows: (world: World) => Item[], keyOf?: (row: Item) => string): Resource => ({
  ...{ base: 'fscm', name, rows },
  ...(keyOf && { keyOf }),
});

const completed: Resource = {
  ...list('inventoryCompletedTransactions', (world) => world.completed.all()),
  one: (world, key) => world.completed.get(key),
};

function balances(world: World): Item[] {
  return world.stock.all().flatMap((row) => {
    const [organization, item] = [world.organizations.get(row.organizationId), world.items.get(row.itemId)];
    if (!organization || !item || row.quantity === 0) return [];
    return [
      {
        ...{
          OrganizationId: organization.id,
          OrganizationCode: organization.code,
          OrganizationName: organization.name,
        },
        ...{ InventoryItemId: item.id, ItemNumber: item.number, ItemDescription: item.description },
        ...{ SubinventoryCode: row.subinventory, LocatorName: row.locator, PrimaryQuantity: row.quantity },
        ...{ PrimaryUnitOfMeasure: item.uom, PrimaryUOMCode: item.uomCode, ConsignedQuantity: 0 },
        lots: row.lot === null ? [] : [{ LotNumber: row.lot, PrimaryQuantity: row.quantity }],
      },
    ];
  });
}

const balanceKey = (row: Item) =>
  hash(
    ...['OrganizationId', 'InventoryItemId', 'SubinventoryCode', 'LocatorName'].map((name) => text(row, name)),
    JSON.stringify(row.lots),
  );

function available(world: World, body: Item): Item {
  const organization = organizationBy(
    world,
    text(body, 'OrganizationId'),
    text(body, 'OrganizationName'),
    text(body, 'OrganizationCode'),
  );
  const item = itemBy(world, text(body, 'InventoryItemId'), text(body, 'ItemNumber'));
  const failed = (name: string, message: string): Item => ({
    ...{ ...body, ReturnStatus: 'ERROR', ReturnMessageName: name, ReturnMessageText: message },
  });
  if (!organization) return failed('INV_INVALID_ORG', 'The organization is not valid.');
  if (!item?.organizations.includes(organization.code))
    return failed('INV_INVALID_ITEM', 'The item is not valid for the organization.');
  const quantity = num(onHand(world, organization.id, item.id, text(body, 'Subinventory') || undefined));
  return {
    ...body,
    ...{ OrganizationId: organization.id, OrganizationCode: organization.code, OrganizationName: organization.name },
    ...{ InventoryItemId: item.id, ItemNumber: item.number, PrimaryUnitOfMeasure: item.uom },
    ...{ QuantityOnhand: quantity, AvailableToReserve: quantity, AvailableToTransact: quantity },
    ...{ ReturnStatus: 'SUCCESS', ReturnMessageName: null, ReturnMessageText: null },
  };
}

function items(world: World): Item[] {
  return world.items.all().flatMap((item) =>
    item.organizations.map((code) => ({
      ...{ ItemId: item.id, ItemNumber: item.number, OrganizationCode: code, ItemDescription: item.description },
      OrganizationId: world.organizations.find((row) => row.code === code)?.id ?? null,
      ...{ PrimaryUOMValue: item.uom, ItemStatusValue: item.active ? 'Active' : 'Inactive', InventoryItemFlag: 'Y' },
      ...{ InvoiceEnabledFlag: item.invoiceable ? 'Y' : 'N', InvoiceableItemFlag: item.invoiceable ? 'Y' : 'N' },
      ...{
        StockEnabledFlag: 'Y',
        TransactionEnabledFlag: 'Y',
        LotControlValue: item.lots ? 'Full lot control' : 'No lot control',
      },
      SerialGenerationValue: item.serials ? 'At receipt' : 'No serial number control',
      ...{ LastUpdateDateTime: stampOf(item.updatedMs), CreationDateTime: stampOf(item.updatedMs) },
    })),
  );
}

function organizations(world: World): Item[] {
  return world.organizations.all().map((row) => {
    const unit = world.units.find((one) => one.name === row.businessUnit);
    const master = world.organizations.find((one) => one.master);
    return {
      ...{ OrganizationId: row.id, OrganizationCode: row.code, OrganizationName: row.name, InventoryFlag: 'Y' },
      ...{ BusinessUnitName: row.businessUnit, ManagementBusinessUnitName: row.businessUnit, Status: 'A' },
      ...{ BusinessUnitId: unit?.id ?? null, ManagementBusinessUnitId: unit?.id ?? null, Timezone: row.zone },
      ...{ LegalEntityId: unit?.legalEntityId ?? null, LegalEntityName: unit?.legalEntityName ?? null },
      ...{
        MasterOrganizationId: master?.id ?? null,
        MasterOrganizationCode: master?.code ?? null,
        TimezoneCode: row.zone,
      },
    };
  });
}

const subinventories =
  (activeOnly: boolean) =>
  (world: World): Item[] =>
    world.subinventories
      .all()
      .filter((row) => row.active || !activeOnly)
      .map((row) => {
        const organization = world.organizations.get(row.organizationId);
        return {
          ...{ SecondaryInventoryName: row.name, SubinventoryId: row.id, OrganizationId: row.organizationId },
          ...{ OrganizationCode: organization?.code ?? null, OrganizationName: organization?.name ?? null },
          ...{ LocatorType: row.locators ? 2 : 1, LocatorControl: row.locators ? '2' : '1', QuantityTracked: 'true' },
          ...{ DisableDate: row.active ? null : '2000-01-01', Description: row.name },
        };
      });

const subinventoryKey = (row: Item) => hash(text(row, 'OrganizationId'), text(row, 'SecondaryInventoryName'));

export const inventoryLists: Resource[] = [
  completed,
  list('inventoryOnhandBalances', balances, balanceKey),
  {
    ...list(
      'availableQuantityDetails',
      () => [],
      () => 'result',
    ),
    create: ({ world }, body) => available(world, body),
  },
  {
    ...list('itemsV2', items, (row) => hash(text(row, 'ItemId'), text(row, 'OrganizationCode'))),
    guard: ({ q, finder }) => {
      if (q === null && finder === null) throw invalid('EGP-2776154', 'Enter at least one filter to search for items.');
    },
  },
  list('inventoryOrganizations', organizations),
  list('subinventories', subinventories(false), subinventoryKey),
  list('activeSubinventories', subinventories(true), subinventoryKey),
  list('inventoryAccountAliases', (world) =>
    world.aliases.all().map((row) => ({
      ...{
        AccountAliasId: row.id,
        AccountAlias: row.name,
        AccountAliasName: row.name,
        OrganizationId: row.organizationId,
      },
      OrganizationCode: world.organizations.get(row.organizationId)?.code ?? null,
      AccountCombination: row.account,
    })),
  ),
  list('inventoryTransactionTypes', (world) =>
    world.moveTypes.all().map((row) => ({ TransactionTypeId: row.id, TransactionTypeName: row.name })),
  ),
];
