/**
 * The NetSuite simulator as an accountant uses it: items, sales orders, corrections; and its dump for the verdict.
 * The trap: these go to the control API; what the connector does goes through NetSuite's own REST API.
 */
import { netSuiteAccount } from '../netsuite-sim.ts';
import type { Books, Fulfilment, SalesOrder } from './dumps.ts';

export type NewItem = { id?: string; itemId: string; stock?: { location: string; quantity: number }[] };
export type NewSalesOrder = {
  otherRefNum: string;
  location: string;
  orderStatus?: 'A' | 'B';
  lines: { item: string; quantity: number; rate?: number }[];
};

type RawLine = { line: number; item: string; quantity: number };
type RawOrder = { id: string; tranId: string; otherRefNum?: string; status: string; lines: RawLine[] };
type RawFulfilment = {
  id: string;
  tranId: string;
  externalId?: string;
  createdFrom: string;
  tranDate: string;
  trackingNumbers: string[];
  lines: { orderLine?: number; quantity: number; location?: string; kitMemberOf?: number }[];
};
type Dump = { itemFulfillments: RawFulfilment[]; salesOrders: RawOrder[] };

export type NetSuiteSim = ReturnType<typeof netSuiteSim>;

/** `url` is the simulator's address. */
export function netSuiteSim(url: string) {
  const account = netSuiteAccount(url);
  const { control, seed } = account;
  /** Item id → name; the dump shows ids only, and all items come from here. */
  const names = new Map<string, string>();
  return {
    ...account,
    addLocation: (id: string, name: string) => seed({ locations: [{ id, name }] }),
    addCustomer: (companyName: string) => seed({ customers: [{ companyName }] }),
    addItems: async (items: NewItem[]) => {
      const { items: ids = [] } = await seed({ items });
      items.forEach(({ itemId }, index) => {
        names.set(ids[index]?.id ?? '', itemId);
      });
    },
    addOrders: async (orders: NewSalesOrder[]) => (await seed({ salesOrders: orders })).salesOrders ?? [],
    books: async (): Promise<Books> => booksOf(await control.get<Dump>('/dump'), names),
  };
}

function booksOf({ itemFulfillments, salesOrders }: Dump, names: Map<string, string>): Books {
  return {
    skus: [...names.values()],
    orders: salesOrders.map((order) => orderOf(order, names)),
    fulfilments: itemFulfillments.map(fulfilmentOf),
  };
}

const orderOf = ({ id, tranId, otherRefNum, status, lines }: RawOrder, names: Map<string, string>): SalesOrder => ({
  id,
  tranId,
  status,
  ...(otherRefNum === undefined ? {} : { otherRefNum }),
  lines: lines.map(({ line, item, quantity }) => ({ line, sku: names.get(item) ?? item, quantity })),
});

const fulfilmentOf = (raw: RawFulfilment): Fulfilment => ({
  id: raw.id,
  tranId: raw.tranId,
  salesOrderId: raw.createdFrom,
  tranDate: raw.tranDate,
  tracking: raw.trackingNumbers,
  ...(raw.externalId === undefined ? {} : { externalId: raw.externalId }),
  lines: raw.lines
    .filter((line) => line.kitMemberOf === undefined)
    .map(({ orderLine, quantity, location }) => ({
      orderLine: orderLine ?? 0,
      quantity,
      ...(location === undefined ? {} : { location }),
    })),
});
