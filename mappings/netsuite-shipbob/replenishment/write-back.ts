/**
 * The link on the purchase order: the receiving orders' ids in a field of its own and in the memo.
 * The trap: the memo is a person's; only our own words in it are changed.
 */
import type { RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { PurchaseOrder, ReplenishmentRules, ReplenishmentWrite } from './types.ts';

const OURS = /(?:\s*[;,]\s*)?ShipBob WRO \d+(?:, \d+)*/g;
/** NetSuite's limit of a memo. */
const LONGEST_MEMO = 999;

/** Nothing when the purchase order says so already. */
export function writeBack(
  po: PurchaseOrder,
  wroIds: string[],
  { writeBack: where }: ReplenishmentRules,
): ReplenishmentWrite[] {
  if (wroIds.length === 0) return [];
  const ids = wroIds.join(', ');
  const body: RecordBody = {};
  if (where.field !== undefined && (po.linkField ?? '') !== ids) body[where.field] = ids;
  const memo = where.memo ? memoWith(po.memo ?? '', ids) : undefined;
  if (memo !== undefined && memo !== (po.memo ?? '')) body.memo = memo;
  const fields = Object.entries(body);
  if (fields.length === 0) return [];
  const source = `purchaseOrder:${po.id}`;
  const title = `note ShipBob WRO ${ids} on purchase order ${po.tranId}`;
  const expect = fields.map(([field, value]) => ({ field, value: String(value) }));
  return [
    {
      kind: 'note',
      source,
      title,
      write: { kind: 'update', source, title, recordType: 'purchaseOrder', id: po.id, body, expect },
    },
  ];
}

/** Undefined when it would become too long. */
function memoWith(memo: string, ids: string): string | undefined {
  const others = memo.replace(OURS, '').trim();
  const text = `${others === '' ? '' : `${others}; `}ShipBob WRO ${ids}`;
  return text.length > LONGEST_MEMO ? undefined : text;
}
