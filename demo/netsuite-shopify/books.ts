/**
 * The NetSuite simulator as its people use it: items, parcels that leave, corrections; and its records for the verdict.
 * The trap: records name their items by id; the names are those under which we seeded them.
 */
import { netSuiteAccount } from '../netsuite-sim.ts';
import type { BookLine, Books, Paper } from './dumps.ts';
import { warehouseAt } from './warehouse.ts';

type RawLine = Record<string, unknown>;
type Texts = 'externalId' | 'tranId' | 'createdFrom' | 'otherRefNum' | 'entity' | 'currency' | 'status';
type Raw = Partial<Record<Texts, string>> & {
  id: string;
  type: string;
  total?: number;
  lists: Record<string, RawLine[]>;
};
type Judged = {
  stock: Record<string, { onHand: number; committed: number }>;
  doubles: { type: string; by: string; value: string }[];
};

export type NewItem = {
  id: string;
  itemId: string;
  type?: string;
  stock?: { location: string; quantity: number }[];
};

export type NetSuiteBooks = ReturnType<typeof netSuiteBooks>;

/** Item id → name. */
type Names = Map<string, string>;

/** `url` is the simulator's address. */
export function netSuiteBooks(url: string) {
  const account = netSuiteAccount(url);
  const { control, seed } = account;
  const names: Names = new Map();
  /** Names of goods; extras such as tax are no SKUs. */
  const goods = new Set<string>();
  const papers = async () => (await control.get<Raw[]>('/records/transaction')).map((raw) => paperOf(raw, names));
  return {
    ...account,
    papers,
    warehouse: warehouseAt(url, control, (sku) => [...goods].some((id) => names.get(id) === sku)),
    addItems: async (items: NewItem[]) => {
      await seed({ items });
      for (const { id, itemId, type } of items) {
        names.set(id, itemId);
        if (type === undefined) goods.add(id);
      }
    },
    /** Where saved records are reported to. */
    report: (to: object) => control.send('POST', '/webhook', to),
    books: async (): Promise<Books> => {
      const [all, { stock, doubles }] = [await papers(), await control.get<Judged>('/verdict')];
      const cells = Object.entries(stock).flatMap(([key, { onHand, committed }]) => {
        const [id = ''] = key.split('|');
        return goods.has(id) ? [{ sku: names.get(id) ?? id, units: onHand - committed }] : [];
      });
      return {
        skus: [...goods].map((id) => names.get(id) ?? id),
        papers: all,
        available: Object.fromEntries(cells.map(({ sku, units }) => [sku, units])),
        doubledCustomers: doubles.filter(({ by }) => by === 'email').map(({ value }) => value),
      };
    },
  };
}

const paperOf = (raw: Raw, names: Names): Paper => ({
  id: raw.id,
  type: raw.type,
  tranId: raw.tranId ?? '',
  externalId: raw.externalId ?? '',
  createdFrom: raw.createdFrom ?? '',
  otherRefNum: raw.otherRefNum ?? '',
  entity: raw.entity ?? '',
  currency: raw.currency ?? '',
  status: raw.status ?? '',
  total: (raw.total ?? 0).toFixed(2),
  tracking: (raw.lists.package ?? []).map((line) => String(line.packageTrackingNumber ?? '')),
  lines: (raw.lists.item ?? []).map((line) => lineOf(line, names)),
});

const lineOf = (line: RawLine, names: Names): BookLine => ({
  line: Number(line.line ?? 0),
  sku: names.get(String(line.item)) ?? String(line.item),
  quantity: Number(line.quantity ?? 0),
  left: line.isClosed === true ? 0 : Number(line.quantity ?? 0) - Number(line.quantityFulfilled ?? 0),
});
