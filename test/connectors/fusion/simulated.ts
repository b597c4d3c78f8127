// The connector on the simulated pod, with a customer, an item and some stock.
// Trap: what the pod counts as a break of its rules fails the test at its end.
import { expect } from '@jest/globals';
import type { Fusion } from '../../../connectors/fusion/contract.ts';
import { createFusion } from '../../../connectors/fusion/index.ts';
import type { FusionSettings } from '../../../connectors/fusion/settings.ts';
import type { FusionBody, FusionCredentials } from '../../../connectors/fusion/types.ts';
import {
  DEFAULT_CLIENT,
  DEFAULT_SCOPE,
  type FusionSimulator,
  type Seed,
  type SimulatorOptions,
  startFusionSimulator,
} from '../../../simulators/fusion/server.ts';
import { memory } from './pod.ts';

export const NOON = '2026-10-12T12:00:00Z';
const MASTERS: Seed = {
  items: [{ number: 'LAMP', onHand: { 'SEA/Stores': 5 } }],
  customers: [{ name: 'Acme', accountNumber: '1008', email: 'buy@acme.test', terms: '30 Net' }],
};

export type Bench = { sim: FusionSimulator; fusion: Fusion };

export async function bench(
  work: (bench: Bench) => Promise<void>,
  options: {
    simulator?: SimulatorOptions;
    settings?: Partial<FusionSettings>;
    credentials?: FusionCredentials;
    mayBreakRules?: boolean;
  } = {},
): Promise<void> {
  const sim = await startFusionSimulator({ startAt: NOON, frozen: true, ...options.simulator });
  try {
    sim.seed(MASTERS);
    const settings = {
      baseUrl: sim.url,
      identityUrl: sim.url,
      scope: DEFAULT_SCOPE,
      timeoutMs: 20_000,
      ...options.settings,
    };
    const credentials = options.credentials ?? { kind: 'secret' as const, ...DEFAULT_CLIENT };
    const fusion = createFusion(settings, credentials, { tokens: memory(), now: () => new Date(sim.clock.now()) });
    await work({ sim, fusion });
    if (options.mayBreakRules !== true) expect(sim.dump().violations).toEqual([]);
  } finally {
    await sim.close();
  }
}

export const invoice = (number: string, more: FusionBody = {}): FusionBody => ({
  ...{ BusinessUnit: 'Vision Operations', TransactionSource: 'ShipStation', TransactionType: 'Invoice' },
  ...{ TransactionNumber: number, TransactionDate: '2026-10-10', AccountingDate: '2026-10-10', PaymentTerms: '30 Net' },
  ...{ BillToCustomerNumber: '1008', InvoiceCurrencyCode: 'USD', CrossReference: `SS:${number}` },
  receivablesInvoiceLines: [
    {
      ...{ LineNumber: { decimal: '1' }, ItemNumber: 'LAMP', Description: 'Lamp', UnitOfMeasure: 'Each' },
      ...{ Quantity: { decimal: '2' }, UnitSellingPrice: { decimal: '19.55' } },
    },
    {
      LineNumber: { decimal: '2' },
      MemoLine: 'Shipping',
      Quantity: { decimal: '1' },
      UnitSellingPrice: { decimal: '4.1' },
    },
  ],
  ...more,
});
