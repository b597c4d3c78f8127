/** What is planned in Shopify for what NetSuite ships: every case of the mapping, and that nothing is ever shipped twice. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fulfillment, FulfillmentOrder } from '../../../connectors/shopify/types.ts';
import { planFulfillmentUpdate } from '../../../mappings/netsuite-shopify/fulfillment-update/plan.ts';
import type { FulfillmentInput } from '../../../mappings/netsuite-shopify/fulfillment-update/state.ts';
import type {
  FulfillmentWrite,
  Link,
  SourceFulfillment,
  TargetOrder,
} from '../../../mappings/netsuite-shopify/fulfillment-update/types.ts';
import { fulfillmentUpdateSchema } from '../../../settings/fulfillment-update.ts';

const NOW = '2026-11-21T10:00:00.000Z';
type Create = Extract<FulfillmentWrite, { kind: 'create' }>;

/** Shopify line n is of SKU S<n>, item n, order line 10 n. */
type Shop = {
  /** Ordered units by line; each at location L1 unless told otherwise. */
  ordered: number[];
  places?: string[];
  made?: { id: string; units: number[]; numbers?: string[]; status?: string; createdAt?: string }[];
  status?: string;
  actions?: string[];
  requestStatus?: string;
};

function shopOf({
  ordered,
  places = [],
  made = [],
  status = 'OPEN',
  actions = ['CREATE_FULFILLMENT'],
  requestStatus = 'UNSUBMITTED',
}: Shop) {
  const live = made.filter((one) => one.status !== 'CANCELLED');
  const left = ordered.map((units, n) => units - live.reduce((sum, one) => sum + (one.units[n] ?? 0), 0));
  const locations = [...new Set(ordered.map((_, n) => places[n] ?? 'L1'))];
  const fulfillmentOrders = locations.map(
    (locationId): FulfillmentOrder => ({
      ...{
        id: `FO-${locationId}`,
        status,
        requestStatus,
        supportedActions: actions,
        locationId,
        locationName: locationId,
      },
      holds: status === 'ON_HOLD' ? [{ id: '1', reason: 'AWAITING_PAYMENT' }] : [],
      lines: ordered.flatMap((units, n) =>
        (places[n] ?? 'L1') === locationId
          ? [{ id: `FOL${n}`, lineId: `${n}`, sku: `S${n}`, totalQuantity: units, remainingQuantity: left[n] ?? 0 }]
          : [],
      ),
    }),
  );
  const fulfillments = made.map(
    ({ id, units, numbers = [], status: is = 'SUCCESS', createdAt = NOW }): Fulfillment => ({
      ...{ id, name: `#1-${id}`, status: is, createdAt, updatedAt: createdAt, locationId: 'L1' },
      tracking: numbers.map((number) => ({ number })),
      lines: units.flatMap((quantity, n) =>
        quantity > 0 ? [{ id: `${id}${n}`, lineId: `${n}`, sku: `S${n}`, quantity }] : [],
      ),
    }),
  );
  return { fulfillmentOrders, fulfillments };
}

const shipment = (id: number, units: number[], more: Partial<SourceFulfillment> = {}): SourceFulfillment => ({
  ...{ id: `${id}`, tranId: `IF${id}`, status: 'C', trackingNumbers: [`T${id}`] },
  lines: units.flatMap((quantity, n) =>
    quantity > 0 ? [{ line: n + 1, orderLine: 10 * n, itemId: `${n}`, quantity: `${quantity}` }] : [],
  ),
  ...more,
});

type Given = {
  shop: Shop;
  shipped: SourceFulfillment[];
  links?: Link[];
  settings?: object;
  order?: TargetOrder;
  status?: string;
  heal?: boolean;
  now?: string;
};

function inputOf({
  shop,
  shipped,
  links = [],
  settings = {},
  order,
  status = 'E',
  heal,
  now = NOW,
}: Given): FulfillmentInput {
  const ids = shop.ordered.map((_, n) => n);
  return {
    source: {
      ...{ salesOrderId: '55', tranId: 'SO55', status, otherRefNum: '#1', orderId: '1' },
      lines: ids.map((n) => ({ line: 10 * n, itemId: `${n}`, isClosed: false })),
      fulfillments: shipped,
      items: [
        ...ids.map((n) => ({ id: `${n}`, names: [`S${n}`] })),
        { id: '90', names: ['KIT'] },
        { id: '91', names: ['PART'] },
      ],
    },
    target: { ...shopOf(shop), links, ...(order === undefined ? {} : { order }) },
    settings: fulfillmentUpdateSchema.parse(settings),
    externalIdPrefix: 'SHOPIFY',
    skuAliases: {},
    now,
    ...(heal === undefined ? {} : { heal }),
  };
}

const plan = (given: Given) => planFulfillmentUpdate(inputOf(given));
const link = (id: string, sourceId: string, state: Link['state'] = 'made'): Link => ({
  ...{ name: `itemFulfillment/${sourceId}/1`, sourceId, state, notedAt: NOW, updatedAt: NOW },
  ...(state === 'intent' ? {} : { fulfillmentId: id }),
});
const kinds = (given: Given) => plan(given).writes.map(({ kind }) => kind);
const causes = (given: Given) => plan(given).problems.map(({ cause }) => cause);
const unitsOf = (write: Create) =>
  write.parts.flatMap(({ lines }) => lines.map(({ lineId, quantity }) => [lineId, quantity]));

test('a part is fulfilled with its numbers; the carrier follows from the number', () => {
  const { writes } = plan({
    shop: { ordered: [3, 1] },
    shipped: [shipment(7, [2], { trackingNumbers: ['1Z999AA10123456784', '1Z999AA10123456785'] })],
  });
  expect(writes).toMatchObject(
    [
      { kind: 'create', name: 'itemFulfillment/7/1', notify: true, tracking: { company: 'UPS', numbers: [{}, {}] } },
    ].map((one) => ({ ...one, tracking: { company: 'UPS' } })),
  );
  expect(unitsOf(writes[0] as Create)).toEqual([['0', 2]]);
});

test('one fulfilment of NetSuite’s is one per location in Shopify', () => {
  const { writes } = plan({ shop: { ordered: [1, 1], places: ['L1', 'L2'] }, shipped: [shipment(7, [1, 1])] });
  expect(writes.map((write) => [write.kind, (write as Create).name])).toEqual([
    ['create', 'itemFulfillment/7/1'],
    ['create', 'itemFulfillment/7/2'],
  ]);
});

test('only what has the wanted status counts', () => {
  const shop = { ordered: [1] };
  expect(kinds({ shop, shipped: [shipment(7, [1], { status: 'B' })] })).toEqual([]);
  expect(kinds({ shop, shipped: [shipment(7, [1], { status: 'B' })], settings: { when: 'packed' } })).toEqual([
    'create',
  ]);
});

test('what cannot be fulfilled waits with its reason', () => {
  const shipped = [shipment(7, [1])];
  const at = (shop: Partial<Shop>) => causes({ shop: { ordered: [1], actions: [], ...shop }, shipped });
  expect(at({ status: 'ON_HOLD' })).toEqual(['fulfillment-on-hold']);
  expect(at({ status: 'SCHEDULED' })).toEqual(['fulfillment-scheduled']);
  expect(at({ requestStatus: 'ACCEPTED' })).toEqual(['fulfillment-requested']);
  expect(causes({ shop: { ordered: [1] }, shipped: [shipment(7, [2])] })).toEqual(['nothing-open']);
  const foreign = [{ line: 1, itemId: '91', quantity: '1' }];
  expect(causes({ shop: { ordered: [1] }, shipped: [shipment(7, [], { lines: foreign })] })).toEqual([
    'line-unmatched',
  ]);
  expect(
    causes({
      shop: { ordered: [1] },
      shipped: [shipment(7, [1], { trackingNumbers: [] })],
      settings: { tracking: 'required' },
    }),
  ).toEqual(['tracking-missing']);
});

test('made by hand: the same number, or just these goods without one, is recognised; another number is not', () => {
  const given = (numbers: string[], ordered = 2): Given => ({
    shop: { ordered: [ordered], made: [{ id: 'F1', units: [1], numbers }] },
    shipped: [shipment(7, [1])],
  });
  expect(plan(given(['t7'])).writes).toMatchObject([{ kind: 'adopt', fulfillmentId: 'F1', state: 'found' }]);
  expect(kinds(given([]))).toEqual(['adopt']);
  expect(kinds(given(['OTHER']))).toEqual(['create']);
  // Nothing is left to fulfil: it is told and done.
  expect(plan(given(['OTHER'], 1))).toMatchObject({
    writes: [],
    problems: [],
    notes: [expect.stringContaining('already')],
  });
});

test('what came from Shopify’s own fulfilment is left alone', () => {
  const shipped = [shipment(7, [1], { externalId: 'SHOPIFY_IF_900' })];
  expect(kinds({ shop: { ordered: [2], made: [{ id: '900', units: [1] }] }, shipped })).toEqual([]);
});

test('a lost answer: found by lines and number, waited for, and given up after a while', () => {
  const detail = { lines: [{ lineId: '0', quantity: 1 }], numbers: ['T7'] };
  const given = (made: Shop['made'], now = NOW): Given => ({
    shop: { ordered: [2], made: made ?? [] },
    shipped: [shipment(7, [1])],
    links: [{ ...link('', '7', 'intent'), detail }],
    now,
  });
  expect(plan(given([{ id: 'F1', units: [1], numbers: ['T7'] }])).writes).toMatchObject([
    { kind: 'adopt', state: 'made' },
  ]);
  expect(plan(given([]))).toMatchObject({ writes: [], problems: [{ cause: 'lost-answer' }] });
  expect(kinds(given([], '2026-11-21T10:02:00.000Z'))).toEqual(['release']);
  // Older than the intent: somebody else's.
  const older = given([{ id: 'F1', units: [2], numbers: ['T7'], createdAt: '2026-11-21T08:00:00.000Z' }]);
  expect(plan(older).writes).toEqual([]);
});

test('deleted or made smaller in NetSuite: ours is cancelled, or waits; somebody else’s stays', () => {
  const shop = { ordered: [2], made: [{ id: 'F1', units: [2], numbers: ['T7'] }] };
  expect(kinds({ shop, shipped: [], links: [link('F1', '7')] })).toEqual(['cancel']);
  expect(kinds({ shop, shipped: [shipment(7, [1])], links: [link('F1', '7')] })).toEqual(['cancel']);
  expect(causes({ shop, shipped: [], links: [link('F1', '7')], settings: { undone: 'wait' } })).toEqual(['undone']);
  expect(kinds({ shop, shipped: [], links: [link('F1', '7', 'found')] })).toEqual(['release']);
});

test('cancelled in Shopify by a person waits; healed, it is made again', () => {
  const given: Given = {
    shop: { ordered: [1], made: [{ id: 'F1', units: [1], status: 'CANCELLED' }] },
    shipped: [shipment(7, [1])],
    links: [link('F1', '7')],
  };
  expect(plan(given)).toMatchObject({ writes: [], problems: [{ cause: 'cancelled-in-shopify' }] });
  expect(kinds({ ...given, heal: true })).toEqual(['release']);
  const [again] = plan({ ...given, links: [link('F1', '7', 'gone')] }).writes;
  expect(again).toMatchObject({ kind: 'create', name: 'itemFulfillment/7/2' });
});

test('a number that changes is changed, also where somebody else made it without one', () => {
  const shop = (numbers: string[]) => ({ ordered: [1], made: [{ id: 'F1', units: [1], numbers }] });
  const shipped = [shipment(7, [1])];
  expect(kinds({ shop: shop(['OLD']), shipped, links: [link('F1', '7')] })).toEqual(['track']);
  expect(kinds({ shop: shop(['t 7']), shipped, links: [link('F1', '7')] })).toEqual([]);
  expect(kinds({ shop: shop([]), shipped, links: [link('F1', '7', 'found')] })).toEqual(['track']);
  expect(kinds({ shop: shop(['OLD']), shipped, links: [link('F1', '7', 'found')] })).toEqual([]);
});

test('kits: a kit in NetSuite and its members in Shopify; parts in NetSuite and a set in Shopify', () => {
  const kit = [
    { line: 1, orderLine: 0, itemId: '90', quantity: '1' },
    { line: 2, itemId: '0', quantity: '2', kitMemberOf: 1 },
    { line: 3, itemId: '1', quantity: '1', kitMemberOf: 1 },
  ];
  const [made] = plan({ shop: { ordered: [2, 1] }, shipped: [shipment(7, [], { lines: kit })] }).writes;
  expect(unitsOf(made as Create)).toEqual([
    ['0', 2],
    ['1', 1],
  ]);

  const settings = { kits: { SET: { KIT: 1, PART: 2 } } };
  const base = inputOf({ shop: { ordered: [2] }, shipped: [], settings });
  const set = base.target.fulfillmentOrders.map((order) => ({
    ...order,
    lines: order.lines.map((line) => ({ ...line, sku: 'SET' })),
  }));
  const parts = (id: number, lines: [string, string][]) =>
    shipment(id, [], { lines: lines.map(([itemId, quantity], n) => ({ line: n + 1, itemId, quantity })) });
  const shipped = [
    parts(7, [
      ['90', '1'],
      ['91', '1'],
    ]),
    parts(8, [['91', '1']]),
  ];
  const answer = planFulfillmentUpdate({
    ...base,
    source: { ...base.source, fulfillments: shipped },
    target: { ...base.target, fulfillmentOrders: set },
  });
  expect(answer.writes).toMatchObject([
    { kind: 'create', source: 'itemFulfillment:8', parts: [{ lines: [{ quantity: 1 }] }] },
  ]);
  expect(answer.problems).toEqual([]);
});

test('a cancelled sales order: words, tag, or cancellation; its status as tag and metafield', () => {
  const order = { name: '#1', tags: [] };
  const given = (settings: object, status = 'C'): Given => ({
    shop: { ordered: [1] },
    shipped: [],
    order,
    status,
    settings,
  });
  expect(causes(given({}))).toEqual(['order-cancelled']);
  expect(plan(given({ orderCancelled: 'tag' })).writes).toMatchObject([{ kind: 'tag', tags: ['netsuite-cancelled'] }]);
  expect(plan(given({ orderCancelled: 'cancel' })).writes).toMatchObject([{ kind: 'cancelOrder', refund: false }]);
  const shown = { statusTags: { E: 'partly' }, statusMetafield: 'erp.status' };
  expect(kinds(given(shown, 'E'))).toEqual(['tag', 'status']);
});

test('however it is shipped, whatever is lost: each unit is fulfilled once, and then nothing is planned', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      amounts,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      (ordered, cuts, losses) => {
        const shipped = cutUp(ordered, cuts);
        const made: NonNullable<Shop['made']> = [];
        const links: Link[] = [];
        const lost = [...losses];
        for (let round = 0; ; round++) {
          if (round > 60) throw new Error('it does not come to an end');
          const now = new Date(Date.parse(NOW) + round * 120_000).toISOString();
          const [write] = plan({ shop: { ordered, made }, shipped, links, now }).writes;
          if (write === undefined) break;
          act(write, made, links, lost.pop() === true, now);
        }
        const total = ordered.map((_, n) => made.reduce((sum, one) => sum + (one.units[n] ?? 0), 0));
        const wanted = ordered.map((_, n) => sum(shipped, n));
        expect(total).toEqual(wanted);
        expect(new Set(links.filter(({ state }) => state === 'made').map((one) => one.fulfillmentId)).size).toBe(
          made.length,
        );
      },
    ),
    { numRuns: 200 },
  );
});

const sum = (shipped: SourceFulfillment[], n: number): number =>
  shipped.reduce(
    (all, one) =>
      all + one.lines.filter(({ itemId }) => itemId === `${n}`).reduce((s, line) => s + Number(line.quantity), 0),
    0,
  );

/** Random parts of an order, some of it not shipped at all. */
function cutUp(ordered: number[], cuts: number[]): SourceFulfillment[] {
  const left = [...ordered];
  return cuts.flatMap((cut, index) => {
    const n = cut % left.length;
    const units = Math.min(left[n] ?? 0, 1 + (cut % 2));
    if (units === 0) return [];
    left[n] = (left[n] ?? 0) - units;
    return [
      shipment(
        index + 1,
        left.map((_, at) => (at === n ? units : 0)),
      ),
    ];
  });
}

/** What the steps do; a lost answer leaves the intent, and the fulfilment stands or not. */
function act(
  write: FulfillmentWrite,
  made: NonNullable<Shop['made']>,
  links: Link[],
  isLost: boolean,
  now: string,
): void {
  const put = (row: Link) => {
    const at = links.findIndex(({ name }) => name === row.name);
    if (at < 0) links.push(row);
    else links[at] = row;
  };
  if (write.kind === 'adopt' || write.kind === 'release') {
    const sourceId = write.name.split('/')[1] ?? '';
    const { fulfillmentId } = write;
    put({
      name: write.name,
      sourceId,
      state: write.state,
      notedAt: now,
      updatedAt: now,
      ...(fulfillmentId === undefined ? {} : { fulfillmentId }),
    });
    return;
  }
  if (write.kind !== 'create') throw new Error(`unexpected ${write.kind}`);
  const lines = write.parts.flatMap((part) => part.lines.map(({ lineId, quantity }) => ({ lineId, quantity })));
  const id = `F${made.length + 1}`;
  const units: number[] = [];
  for (const { lineId, quantity } of lines) units[Number(lineId)] = (units[Number(lineId)] ?? 0) + quantity;
  const isThere = !isLost || made.length % 2 === 0;
  if (isThere)
    made.push({ id, units: [...units].map((n) => n ?? 0), numbers: write.tracking?.numbers ?? [], createdAt: now });
  const base = { name: write.name, sourceId: write.name.split('/')[1] ?? '', notedAt: now, updatedAt: now };
  if (isLost) put({ ...base, state: 'intent', detail: { lines, numbers: write.tracking?.numbers ?? [] } });
  else put({ ...base, state: 'made', fulfillmentId: id });
}
