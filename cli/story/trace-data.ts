/**
 * Everything that is known of a business record: its row, its ledger, the deliveries that told of it.
 * The trap: an inbox row has no record key; it is found by the time and the pointer workflow of the ledger's event row.
 */
import type { InboxRow, LedgerRow, RecordRow, Store } from '../../store/contract.ts';
import { pointerWorkflowId } from '../../workflows/ids.ts';

type Delivery = Pick<InboxRow, 'id' | 'topic' | 'receivedAt' | 'lastReceivedAt' | 'deliveries' | 'state'>;
export type RecordStory = { record: RecordRow; ledger: LedgerRow[]; deliveries: Delivery[] };

/** One story for each record that carries the number. */
export async function readStories(store: Store, value: string, connection?: string): Promise<RecordStory[]> {
  const records = await store.records.findByNumber(value, connection);
  return Promise.all(records.map((record) => readStory(store, record)));
}

async function readStory(store: Store, record: RecordRow): Promise<RecordStory> {
  const ledger = await store.ledger.forRecord(record.connection, record.sync, record.recordKey);
  const ordered = ledger.toSorted((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq);
  return { record, ledger: ordered, deliveries: await deliveriesOf(store, record.connection, ordered) };
}

async function deliveriesOf(store: Store, connection: string, ledger: LedgerRow[]): Promise<Delivery[]> {
  const events = ledger.filter(({ kind, sourceTime }) => kind === 'event' && sourceTime !== undefined);
  const found = new Map<string, Delivery>();
  for (const { sourceTime = '', workflowId } of events) {
    const rows = await store.inbox.range({ connection, from: sourceTime, to: sourceTime, limit: 50 });
    for (const row of rows) if (isOf(row, workflowId)) found.set(row.id, shown(row));
  }
  return [...found.values()];
}

const isOf = (row: InboxRow, workflowId: string) =>
  row.workflowId === workflowId || pointerWorkflowId(row.connection, row.dedupeKey) === workflowId;

/** The sealed body stays where it is. */
const shown = ({ id, topic, receivedAt, lastReceivedAt, deliveries, state }: InboxRow): Delivery => ({
  id,
  topic,
  receivedAt,
  lastReceivedAt,
  deliveries,
  state,
});
