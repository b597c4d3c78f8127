/** The judgement over ShipBob's shipments: one item fulfilment each, and the last state on the sales order. */
import { CENTRES, FIELDS } from './depot.ts';
import { type Dumps, type Paper, type Parcel, type ShopOrder, sumUp } from './dumps.ts';
import { compare, type Findings, move, mustWait } from './findings.ts';

/** What NetSuite shall say of a parcel, least advanced first. */
const STATES: Record<string, string> = {
  Processing: 'Awaiting carrier',
  InTransit: 'In transit',
  OutForDelivery: 'Out for delivery',
  Delivered: 'Delivered',
};

export function judgeParcels(dumps: Dumps, found: Findings): void {
  const { books, warehouse } = dumps;
  const claimed = new Set<Paper>();
  for (const order of warehouse.orders) {
    const left = order.shipments.filter(({ status }) => status === 'Completed');
    const sales = books.papers.find(
      ({ type, otherRefNum }) => type === 'salesOrder' && otherRefNum === order.referenceId,
    );
    found.shipments += left.length;
    if (sales === undefined) {
      if (left.length > 0) mustWait(found, 'order-not-found', `order ${order.referenceId}`);
      continue;
    }
    for (const parcel of left) {
      const papers = books.papers.filter((paper) => paper.type === 'itemFulfillment' && isFor(paper, parcel));
      for (const paper of papers) claimed.add(paper);
      judgeParcel(order, parcel, sales, papers, found);
    }
    if (left.length > 0) judgeOrder(order, sales, found);
  }
  const fulfilments = books.papers.filter(({ type }) => type === 'itemFulfillment');
  found.fulfilments = fulfilments.length;
  for (const paper of fulfilments) if (!claimed.has(paper)) found.wrong.push(`${paper.tranId} belongs to no shipment`);
}

const isFor = (paper: Paper, { id, trackingNumber }: Parcel): boolean =>
  paper.externalId === `IF_SB_${id}` || (trackingNumber !== null && paper.tracking.includes(trackingNumber));

function judgeParcel(order: ShopOrder, parcel: Parcel, sales: Paper, papers: Paper[], found: Findings): void {
  const who = `order ${order.referenceId}, shipment ${parcel.id}`;
  const [paper, ...more] = papers;
  for (const [sku, units] of Object.entries(parcel.items)) move(found, sku, CENTRES[0].location, -units);
  if (paper === undefined) return void found.lost.push(`${who}: no fulfilment`);
  if (more.length > 0) found.doubled.push(`${who}: ${papers.map(({ tranId }) => tranId).join(', ')}`);
  compare(`${who}, ${paper.tranId}`, parcel.items, sumUp(paper.lines), found);
  if (paper.createdFrom !== sales.id) found.wrong.push(`${who}: ${paper.tranId} is on another sales order`);
  if (parcel.trackingNumber !== null && !paper.tracking.includes(parcel.trackingNumber))
    found.wrong.push(`${who}: ${paper.tranId} has ${paper.tracking.join(', ')}, not ${parcel.trackingNumber}`);
}

/** Status and numbers of all its shipments. */
function judgeOrder({ referenceId, shipments }: ShopOrder, sales: Paper, found: Findings): void {
  const words = shipments.map(({ status, detail }) => (status === 'Completed' ? STATES[detail ?? ''] : undefined));
  const gone = words.filter((word) => word !== undefined);
  const least = Object.values(STATES).find((word) => gone.includes(word)) ?? '?';
  const trouble = shipments.some(({ detail }) => detail === 'DeliveryException');
  const want = trouble ? 'Delivery exception' : gone.length < words.length ? 'Partly shipped' : least;
  const has = sales.custom[FIELDS.status] ?? '';
  if (has !== want) found.wrong.push(`order ${referenceId} shows "${has}", not "${want}"`);
  for (const { trackingNumber } of shipments)
    if (trackingNumber !== null && sales.custom[FIELDS.number]?.includes(trackingNumber) !== true)
      found.wrong.push(`order ${referenceId} does not show ${trackingNumber}`);
}
