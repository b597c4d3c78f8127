/** Which lists of a pair are reconciled. A new stream is a file beside this one and a line here. */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Pair } from '../../workflows/manifest.ts';
import { chargedOrdersStream } from './charged-orders-stream.ts';
import { chargesStream } from './charges-stream.ts';
import type { ReconcileStream } from './contract.ts';
import { fusionInventoryStream } from './fusion-inventory-stream.ts';
import { fusionInvoicesStream } from './fusion-invoices-stream.ts';
import { parcelsStream } from './parcels-stream.ts';
import { purchaseOrdersStream } from './purchase-orders-stream.ts';
import { receiptsStream } from './receipts-stream.ts';
import { returnsStream } from './returns-stream.ts';
import { shopifyOrdersStream } from './shopify-orders-stream.ts';
import { shopifyPaymentsStream } from './shopify-payments-stream.ts';
import { stockStream } from './stock-stream.ts';
import { trackingStream } from './tracking-stream.ts';

const STREAMS: Partial<Record<Pair, readonly ReconcileStream[]>> = {
  'netsuite-shipstation': [parcelsStream, stockStream],
  'netsuite-shipbob': [
    receiptsStream,
    trackingStream,
    returnsStream,
    purchaseOrdersStream,
    chargesStream,
    chargedOrdersStream,
  ],
  'netsuite-shopify': [shopifyOrdersStream, shopifyPaymentsStream],
  'fusion-shipstation': [fusionInvoicesStream, fusionInventoryStream],
};

export const streamsOf = (pair: Pair): readonly ReconcileStream[] => STREAMS[pair] ?? [];

/** Throws Config when the pair has no such stream. */
export function streamOf(pair: Pair, name: string): ReconcileStream {
  const found = streamsOf(pair).find((stream) => stream.name === name);
  if (found !== undefined) return found;
  const names = streamsOf(pair).map((stream) => stream.name);
  throw new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'UNKNOWN_STREAM',
    message: `there is no stream "${name}" to reconcile; ${names.length === 0 ? `${pair} has none yet` : `there are: ${names.join(', ')}`}`,
  });
}
