/**
 * The NetSuite simulator as an accountant uses it: items, orders, corrections; and its records for the verdict.
 * The trap: records name their items by id; the names are those under which we seeded them.
 */
import { netSuiteAccount } from '../netsuite-sim.ts';
import type { Books, Line, Paper } from './dumps.ts';

type RawLine = Record<string, unknown>;
type Raw = Partial<Record<'externalId' | 'tranId' | 'createdFrom' | 'otherRefNum' | 'memo' | 'status', string>> & {
  id: string;
  type: string;
  total?: number;
  custom: Record<string, unknown>;
  lists: Record<string, RawLine[]>;
};
type Stock = Record<string, { onHand: number }>;

export type NewItem = { id: string; itemId: string; stock?: { location: string; quantity: number }[] };

export type NetSuiteBooks = ReturnType<typeof netSuiteBooks>;

/** `url` is the simulator's address. */
export function netSuiteBooks(url: string) {
  const account = netSuiteAccount(url);
  const { control, seed } = account;
  const names = new Map<string, string>();
  return {
    ...account,
    addCustomFields: (customFields: string[]) => control.send('POST', '/switches', { customFields }),
    addItems: async (items: NewItem[]) => {
      await seed({ items });
      for (const { id, itemId } of items) names.set(id, itemId);
    },
    books: async (): Promise<Books> => {
      const [raw, { stock }] = await Promise.all([
        control.get<Raw[]>('/records/transaction'),
        control.get<{ stock: Stock }>('/verdict'),
      ]);
      const onHand = Object.entries(stock).map(([key, { onHand: units }]) => {
        const [id = '', location] = key.split('|');
        return [`${names.get(id) ?? id}|${location}`, units] as const;
      });
      return {
        skus: [...names.values()],
        papers: raw.map((one) => paperOf(one, names)),
        onHand: Object.fromEntries(onHand),
      };
    },
  };
}

const paperOf = (raw: Raw, names: Map<string, string>): Paper => ({
  id: raw.id,
  type: raw.type,
  tranId: raw.tranId ?? '',
  externalId: raw.externalId ?? '',
  createdFrom: raw.createdFrom ?? '',
  otherRefNum: raw.otherRefNum ?? '',
  memo: raw.memo ?? '',
  status: raw.status ?? '',
  total: String(raw.total ?? 0),
  custom: Object.fromEntries(Object.entries(raw.custom).map(([name, value]) => [name, String(value ?? '')])),
  tracking: (raw.lists.package ?? []).map((line) => String(line.packageTrackingNumber ?? '')),
  // Adjustments call their list and their quantity otherwise.
  lines: [...(raw.lists.item ?? []), ...(raw.lists.inventory ?? [])].map((line) => lineOf(line, names)),
});

const lineOf = (line: RawLine, names: Map<string, string>): Line => ({
  sku: names.get(String(line.item)) ?? String(line.item),
  quantity: Number(line.adjustQtyBy ?? line.quantity ?? 0),
  ...(line.location === undefined ? {} : { location: String(line.location) }),
});
