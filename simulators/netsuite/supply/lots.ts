// Lots and serial numbers: their records, and which of them a line moves.
// Trap: goods that come in name their lot by text (`receiptInventoryNumber`), goods that go out by id.
import {
  asNumber,
  asText,
  idOfExternal,
  type Line,
  newRecord,
  type Rec,
  type StockMove,
  saveRecord,
  spaceMap,
  type Value,
  type World,
} from '../world.ts';

/** The record of a lot of an item; made on first use. */
export function lotRecord(world: World, item: string, number: string, expirationDate?: Value): Rec {
  const externalId = `lot:${item}:${number}`;
  const known = spaceMap(world, 'inventoryNumber').get(idOfExternal(world, 'inventoryNumber', externalId) ?? '');
  const rec = known ?? newRecord(world, 'inventoryNumber', undefined);
  if (known !== undefined && (expirationDate === undefined || known.body.expirationDate === expirationDate)) return rec;
  Object.assign(rec.body, { externalId, inventoryNumber: number, item });
  if (expirationDate !== undefined) rec.body.expirationDate = expirationDate;
  saveRecord(world, rec, 'system');
  return rec;
}

/** Inventory assignments of a line. */
export function assignmentsOf(detail: Value): Line[] {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return [];
  const list = detail.inventoryAssignment;
  return Array.isArray(list) ? (list as Line[]) : [];
}

/** The lots of a move as the line's inventory detail names them, with signed quantities. */
export function lotsOf(world: World, item: string, line: Line, sign: 1 | -1): Pick<StockMove, 'lots'> {
  const lots = assignmentsOf(line.inventoryDetail).flatMap((assignment) => {
    const received = asText(assignment.receiptInventoryNumber);
    const issued = asText(assignment.issueInventoryNumber);
    const lot =
      issued ?? (received === undefined ? undefined : lotRecord(world, item, received, assignment.expirationDate).id);
    return lot === undefined ? [] : [{ lot, quantity: sign * asNumber(assignment.quantity) }];
  });
  return lots.length === 0 ? {} : { lots };
}
