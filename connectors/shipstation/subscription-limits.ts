/**
 * What a webhook subscription may look like, checked before it is sent: the vendor cuts or refuses long names and
 * addresses without saying so. The trap: store ids are numbers in both APIs' bodies, texts everywhere else here.
 */
import { ConnectorError } from '../http/errors.ts';

export type Wanted = { event: string; url: string; name: string; storeId?: string };

const MAX_NAME = 100;
const MAX_URL = 200;

/** Throws a Config error that says what to shorten. */
export function checkWanted(wanted: Wanted): void {
  if (wanted.name.length > MAX_NAME) {
    throw config(`the webhook's name has ${wanted.name.length} characters; ShipStation keeps ${MAX_NAME}: shorten it`);
  }
  if (wanted.url.length > MAX_URL) {
    throw config(
      `the webhook's address has ${wanted.url.length} characters; ShipStation takes ${MAX_URL}: use a shorter public address or path token`,
    );
  }
  numericStoreId(wanted.storeId);
}

/** The store id as a JSON number; Config error when it is not digits. */
export function numericStoreId(storeId: string | undefined): number | undefined {
  if (storeId === undefined) return undefined;
  if (/^\d{1,15}$/.test(storeId)) return Number(storeId);
  throw config(`store id "${storeId}" is not a number: take it from the list of stores`);
}

const config = (message: string) => new ConnectorError({ type: 'Config', system: 'shipstation', message });
