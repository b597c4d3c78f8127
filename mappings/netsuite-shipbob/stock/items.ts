/**
 * Which NetSuite item a SKU of ShipBob's is, and what NetSuite shall hold of it.
 * The trap: a SKU that is not known parks its own goods only; what was booked under it before must not be taken back.
 */
import { plus } from '../../shared/quantity.ts';
import { skuTable } from '../../shared/sku.ts';
import type { Intake, ItemMatch, Problem, StockItem, Want } from './types.ts';

export type WantRules = {
  /** e.g. `receiving order 443002`. */
  what: string;
  skuAliases: Record<string, string>;
  lotWhenNone: string | undefined;
  /** False: NetSuite's place of what is booked already does not matter (a changed map moves nothing). */
  byPlace: boolean;
};

/** `unknown`: goods that cannot be told of; what is booked and fits none may be theirs. */
export type Wants = { wants: Want[]; problems: Problem[]; unknown: boolean };

/** The name under which a SKU is looked up in NetSuite: trimmed, alias applied. */
export const wantedSku = (sku: string, aliases: Record<string, string>): string =>
  (skuTable(aliases)(sku) ?? sku).trim();

/** SKUs to look up for these goods, each once. */
export const skusOf = (intakes: Intake[], aliases: Record<string, string>): string[] => [
  ...new Set(intakes.flatMap(({ sku }) => (sku === undefined || sku.trim() === '' ? [] : [wantedSku(sku, aliases)]))),
];

export const cellKey = (itemId: string, place: string, lot: string): string => JSON.stringify([itemId, place, lot]);

export function wantsOf(intakes: Intake[], matches: ItemMatch[], rules: WantRules): Wants {
  const cells = new Map<string, Want>();
  const problems = new Map<string, Problem>();
  let unknown = false;
  for (const intake of intakes) {
    const found = wantOf(intake, matches, rules);
    if ('cause' in found) {
      unknown = true;
      // What has not come in keeps nobody waiting.
      if (intake.quantity !== 0) problems.set(`${found.cause} ${found.reason}`, found);
      continue;
    }
    const known = cells.get(found.key);
    const lotDay = known?.lotDay ?? found.lotDay;
    cells.set(found.key, {
      ...found,
      come: plus(known?.come ?? '0', found.come),
      writeOff: plus(known?.writeOff ?? '0', found.writeOff),
      ...(lotDay === undefined ? {} : { lotDay }),
    });
  }
  return { wants: [...cells.values()], problems: [...problems.values()], unknown };
}

function wantOf(intake: Intake, matches: ItemMatch[], rules: WantRules): Want | Problem {
  const item = itemOf(intake, matches, rules);
  if ('cause' in item) return item;
  const { location, quantity, lotNumber, lotDay, sku = '' } = intake;
  if (location === undefined) {
    return {
      cause: 'location-unmapped',
      reason: `${rules.what}: its fulfilment centre has no NetSuite location; add it to locations, or set defaultLocation`,
    };
  }
  const lot = item.tracking === 'lot' ? (lotNumber ?? rules.lotWhenNone) : '';
  if (lot === undefined) {
    return {
      cause: 'lot-missing',
      reason: `${rules.what}: NetSuite keeps SKU ${sku} by lots, and ShipBob tells none for ${quantity} of them; make ShipBob track its lots, or set lotWhenNone`,
    };
  }
  const come = String(quantity);
  return {
    ...{ key: cellKey(item.id, rules.byPlace ? location : '', lot), item, sku, location, lot, come },
    writeOff: intake.isWrittenOff === true ? come : '0',
    ...(lot === '' || lotDay === undefined ? {} : { lotDay }),
  };
}

function itemOf({ sku, inventoryId }: Intake, matches: ItemMatch[], rules: WantRules): StockItem | Problem {
  const { what } = rules;
  if (sku === undefined || sku.trim() === '') {
    return {
      cause: 'sku-missing',
      reason: `${what}: ShipBob's inventory ${inventoryId} has no SKU; give its variant one in ShipBob`,
    };
  }
  const wanted = wantedSku(sku, rules.skuAliases);
  const found = matches.find((match) => match.sku === wanted)?.items ?? [];
  const active = found.filter((item) => !item.isInactive);
  const [first, second] = active;
  const named = wanted === sku.trim() ? `SKU ${wanted}` : `SKU ${sku} (as ${wanted})`;
  if (first === undefined) {
    const isThere = found.length > 0;
    return {
      cause: isThere ? 'sku-inactive' : 'sku-unknown',
      reason: isThere
        ? `${what}: the NetSuite item of ${named} is inactive; activate it, or name another in skuAliases`
        : `${what}: NetSuite has no item for ${named}; create it, or name the right one in skuAliases`,
    };
  }
  if (second !== undefined) {
    const names = active.map((item) => `${item.name} (id ${item.id})`).join(', ');
    return {
      cause: 'sku-ambiguous',
      reason: `${what}: ${named} names ${active.length} NetSuite items: ${names}; name the right one in skuAliases`,
    };
  }
  return unstocked(first, what, named) ?? first;
}

/** Items that hold no stock of their own, or that must be told one by one. */
function unstocked(item: StockItem, what: string, named: string): Problem | undefined {
  if (/^(kit|group|service|othcharge|discount|description|nonInvtPart)$/i.test(item.itemType ?? '')) {
    return {
      cause: 'item-without-stock',
      reason: `${what}: the NetSuite item of ${named} is of the type ${item.itemType ?? ''} and holds no stock; name a stock item in skuAliases`,
    };
  }
  if (item.tracking !== 'serial') return undefined;
  return {
    cause: 'serial-numbers',
    reason: `${what}: NetSuite wants serial numbers for ${named}, and ShipBob tells none; book it by hand and skip this record`,
  };
}
