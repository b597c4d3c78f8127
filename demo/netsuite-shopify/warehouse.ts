/**
 * The people in the warehouse: they ship in NetSuite, signed in with a token of their own (OAuth 1.0a).
 * The trap: every open line that is not named leaves in full, so all lines are named.
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { Control } from '../control.ts';
import { sleep } from '../wait.ts';
import type { Paper, Units } from './dumps.ts';

const TOKEN = { consumerKey: 'pack', consumerSecret: 'pack-secret', tokenId: 'desk', tokenSecret: 'desk-secret' };
const REALM = '123456_SB1';
const TRIES = 20;
const BUSY = [429, 500, 502, 503];

export type Warehouse = ReturnType<typeof warehouseAt>;

/** `url` is the simulator's address, `isGoods` tells what can be packed. */
export function warehouseAt(url: string, control: Control, isGoods: (sku: string) => boolean) {
  return {
    /** Has to be called once before anything is shipped. */
    open: () => control.send('POST', '/tba-tokens', TOKEN),
    /** All open goods of a sales order leave, or these units. */
    ship: async (order: Paper, tracking: string[], units?: Units) => {
      const items = order.lines
        .filter(({ sku, left }) => isGoods(sku) && left > 0)
        .map(({ line, sku, left }) => {
          const leaving = units === undefined ? left : (units[sku] ?? 0);
          return leaving > 0
            ? { orderLine: line, quantity: leaving, itemReceive: true, location: { id: '1' } }
            : { orderLine: line, itemReceive: false };
        });
      const parcels = tracking.map((packageTrackingNumber) => ({ packageTrackingNumber, packageWeight: 1 }));
      const address = `${url}/services/rest/record/v1/salesOrder/${order.id}/!transform/itemFulfillment`;
      await send(address, { shipStatus: { id: 'C' }, item: { items }, package: { items: parcels } });
    },
  };
}

/** Tries again while NetSuite is busy with the connector. */
async function send(address: string, body: object): Promise<void> {
  for (let n = 1; ; n++) {
    const headers = { 'content-type': 'application/json', authorization: authorization(address) };
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.ok) return;
    if (!BUSY.includes(response.status) || n === TRIES) throw new Error(`${address}: ${response.status} ${text}`);
    await sleep(200);
  }
}

function authorization(address: string): string {
  const oauth: Record<string, string> = {
    oauth_consumer_key: TOKEN.consumerKey,
    oauth_token: TOKEN.tokenId,
    oauth_nonce: randomUUID(),
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_signature_method: 'HMAC-SHA256',
    oauth_version: '1.0',
  };
  const pairs = Object.entries(oauth).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const base = ['POST', encode(address), encode(pairs.sort().join('&'))].join('&');
  const key = `${encode(TOKEN.consumerSecret)}&${encode(TOKEN.tokenSecret)}`;
  const all = { realm: REALM, ...oauth, oauth_signature: createHmac('sha256', key).update(base).digest('base64') };
  return `OAuth ${Object.entries(all)
    .map(([name, value]) => `${name}="${encode(value)}"`)
    .join(', ')}`;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
