/**
 * The Fusion simulator as the people of a pod use it (master data, periods, revoked keys), and its dump for the verdict.
 * The trap: these go to the control API, which needs no token; the connector's own calls do.
 */
import { controlAt } from '../control.ts';
import type { Fault } from '../netsuite-sim.ts';
import type { FaultHits } from '../scenario.ts';

/** The application that the simulator knows. */
const CLIENT = { clientId: 'sim-client', clientSecret: 'sim-fusion-secret' };

export type Paper = {
  CrossReference: string;
  TransactionNumber: string;
  AccountingDate: string;
  EnteredAmount: number;
  BillToCustomerNumber: string;
  lines: { ItemNumber?: string | null; Warehouse?: string | null; Quantity?: number }[];
};
export type Move = {
  TransactionId: number;
  OrganizationName: string;
  ItemNumber: string;
  TransactionQuantity: number;
  TransactionDate: string;
  SourceHeaderId: number | string;
  AccountCombination: string | null;
};
export type Books = { invoices: Paper[]; creditMemos: Paper[]; moves: Move[]; items: string[]; problems: string[] };

type Dump = { invoices: Paper[]; creditMemos: Paper[]; completed: Move[]; onHand: Record<string, number> };
type Verdict = { problems: string[] };

export type FusionSim = ReturnType<typeof fusionSim>;

/** `url` is the simulator's address. */
export function fusionSim(url: string) {
  const control = controlAt(`${url}/__sim`);
  const post = <T = unknown>(path: string, body: object) => control.send<T>('POST', path, body);
  return {
    url,
    credentials: { kind: 'secret', ...CLIENT },
    seed: (body: object) => post('/seed', body),
    /** `status` O or C, of receivables alone. */
    receivablesPeriod: (period: string, status: 'O' | 'C') => post('/periods', { period, status, application: 'AR' }),
    /** The next online rows answer 408 and are worked off a little later. */
    slowInventory: (times: number, afterMs: number) => post('/inventory/slow', { times, afterMs }),
    expireTokens: () => post('/auth/expire', {}),
    addFaults: (faults: (Fault & { operation?: string })[]) => post('/faults', faults),
    faults: () => control.get<FaultHits[]>('/faults'),
    books: async (): Promise<Books> => {
      const { invoices, creditMemos, completed, onHand } = await control.get<Dump>('/dump');
      const { problems } = await control.get<Verdict>('/verdict');
      const items = [...new Set(Object.keys(onHand).map((key) => key.slice(key.indexOf('|') + 1)))];
      return { invoices, creditMemos, moves: completed, items, problems };
    },
  };
}
