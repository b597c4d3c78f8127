/**
 * A plan as a person reads it before it is carried out: each write with what is there now and what would be.
 * The trap: this describes the same plan that would be applied; it decides nothing of its own.
 */
import type { FulfillmentDraft } from '../../../connectors/netsuite/types.ts';
import { plus } from '../../shared/quantity.ts';
import type { Plan, TargetView, Write } from './types.ts';

export type PreviewLine = { field: string; from: string; to: string };
export type PreviewWrite = { title: string; target: string; lines: PreviewLine[] };
export type Preview = {
  salesOrders: string[];
  writes: PreviewWrite[];
  problems: { cause: string; reason: string }[];
  notes: string[];
};

const NOTHING = '—';

export function previewOf(plan: Plan, target: TargetView): Preview {
  return {
    salesOrders: target.salesOrders.map((order) => order.tranId),
    writes: plan.writes.map((write) => ({
      title: write.title,
      target: targetOf(write, target),
      lines: linesOf(write, target),
    })),
    problems: plan.problems.map(({ cause, reason }) => ({ cause, reason })),
    notes: plan.notes,
  };
}

function targetOf(write: Write, target: TargetView): string {
  if (write.kind === 'create') return `new item fulfilment ${write.draft.externalId}`;
  return (
    target.fulfillments.find((f) => f.id === write.fulfillmentId)?.tranId ?? `item fulfilment ${write.fulfillmentId}`
  );
}

function linesOf(write: Write, target: TargetView): PreviewLine[] {
  switch (write.kind) {
    case 'create':
      return [...headerLines(write.draft), ...quantityLines(write.draft, target)];
    case 'remove':
      return [{ field: 'item fulfilment', from: targetOf(write, target), to: 'deleted' }];
    case 'markVoided':
      return [
        {
          field: 'memo',
          from: target.fulfillments.find((f) => f.id === write.fulfillmentId)?.memo ?? NOTHING,
          to: write.memo,
        },
      ];
    case 'correct':
      return write.lines.map(({ line, orderLine, quantity }) => ({
        field: `quantity of order line ${orderLine}`,
        from:
          target.fulfillments.find((f) => f.id === write.fulfillmentId)?.lines.find((one) => one.line === line)
            ?.quantity ?? NOTHING,
        to: quantity,
      }));
    case 'addTracking':
      return write.packages.map((p) => ({ field: 'tracking number', from: NOTHING, to: p.trackingNumber ?? NOTHING }));
  }
}

function headerLines(draft: FulfillmentDraft): PreviewLine[] {
  const fields: [string, string | undefined][] = [
    ['date', draft.tranDate],
    ['ship status', draft.shipStatus],
    ['ship method', draft.shipMethodId],
    ['memo', draft.memo],
    ...draft.packages.flatMap((p): [string, string | undefined][] => [
      ['tracking number', p.trackingNumber],
      ['package', p.description],
      ['weight', p.weight],
    ]),
  ];
  return fields.flatMap(([field, to]) => (to === undefined ? [] : [{ field, from: NOTHING, to }]));
}

function quantityLines(draft: FulfillmentDraft, target: TargetView): PreviewLine[] {
  const order = target.salesOrders.find((salesOrder) => salesOrder.id === draft.salesOrderId);
  return draft.lines.flatMap(({ orderLine, quantity, locationId }) => {
    const line = order?.lines.find((candidate) => candidate.line === orderLine);
    const item = target.items.find((candidate) => candidate.id === line?.itemId);
    const name = `line ${orderLine} ${item?.itemId ?? ''}`.trim();
    const before = line?.quantityFulfilled ?? '0';
    return [
      { field: `${name}, fulfilled of ${line?.quantity ?? '?'}`, from: before, to: plus(before, quantity) },
      ...(locationId === undefined ? [] : [{ field: `${name}, location`, from: NOTHING, to: locationId }]),
    ];
  });
}
