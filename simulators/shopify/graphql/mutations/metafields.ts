// metafieldsSet: up to 25 values at once, all or nothing, with compare-and-set by digest.
// Trap: an order's metafield bumps its updatedAt and so fires orders/updated, the client's own echo.
import { updateOrder } from '../../domain/change.ts';
import type { MetafieldRow } from '../../domain/model.ts';
import { newId, stamp } from '../../domain/world.ts';
import { type Args, type Context, type View, vendorError } from '../context.ts';
import { parseGid } from '../ids.ts';
import { digestOf, metafieldView } from '../views/basics.ts';

const MOST = 25;

function ownerRows(context: Context, ownerId: unknown): MetafieldRow[] | undefined {
  const { type, id } = parseGid(ownerId);
  const { world } = context;
  if (type === 'Order') return world.orders.get(id)?.metafields;
  if (type === 'Customer') return world.customers.get(id)?.metafields;
  return type === 'Product' ? world.products.get(id)?.metafields : undefined;
}

function problem(context: Context, given: Args, index: number) {
  const refuse = (field: string | null, message: string, code: string) => ({
    ...{ field: field === null ? ['metafields', String(index)] : ['metafields', String(index), field] },
    ...{ message, code, elementIndex: index },
  });
  const rows = ownerRows(context, given.ownerId);
  if (!rows) return refuse('ownerId', 'Owner does not exist.', 'INVALID');
  if (String(given.value ?? '') === '') return refuse('value', "can't be blank", 'BLANK');
  const old = rows.find((row) => row.namespace === given.namespace && row.key === given.key);
  if (!old && given.type == null) return refuse('type', "can't be blank", 'BLANK');
  if (given.compareDigest === undefined) return null;
  const digest = old ? digestOf(old.value) : null;
  if (digest === given.compareDigest) return null;
  return refuse(
    null,
    'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
    'STALE_OBJECT',
  );
}

function put(context: Context, given: Args): MetafieldRow {
  const { world } = context;
  const rows = ownerRows(context, given.ownerId) ?? [];
  const now = stamp(world);
  const namespace = String(given.namespace ?? 'app--580111');
  const old = rows.find((row) => row.namespace === namespace && row.key === given.key);
  if (old) {
    Object.assign(old, { value: String(given.value), type: given.type ?? old.type, updatedAt: now });
    return old;
  }
  const row: MetafieldRow = {
    ...{ id: newId(world), namespace, key: String(given.key), type: String(given.type ?? 'single_line_text_field') },
    ...{ value: String(given.value), createdAt: now, updatedAt: now },
  };
  rows.push(row);
  return row;
}

/** Sets all given metafields or none. */
export function setMetafields(context: Context, given: Args[]): View {
  if (given.length > MOST) throw vendorError(`Exceeded the maximum metafields input limit of ${MOST}.`, 'BAD_REQUEST');
  const userErrors = given.flatMap((one, index) => problem(context, one, index) ?? []);
  if (userErrors.length > 0) return { metafields: null, userErrors };
  const rows = given.map((one) => put(context, one));
  const owners = new Set(
    given
      .map((one) => parseGid(one.ownerId))
      .filter(({ type }) => type === 'Order')
      .map(({ id }) => id),
  );
  for (const id of owners) {
    const order = context.world.orders.get(id);
    if (order) updateOrder(context.world, order, {});
  }
  return { metafields: rows.map(metafieldView), userErrors: [] };
}
