/**
 * Where things are and who sells them: fulfilment centres and channels.
 * The trap: ShipBob names time zones as Windows does; the IANA name is told where it is known.
 */

export type FulfillmentCenter = {
  id: string;
  name: string;
  /** As told, e.g. `Pacific Standard Time`. */
  windowsTimeZone?: string;
  /** IANA; absent when the Windows name is not known. */
  timeZone?: string;
  address1?: string;
  city?: string;
  state?: string;
  country?: string;
  zipCode?: string;
};

/** An app reads all channels of the merchant and writes only to its own, the one with `_write` scopes. */
export type Channel = { id: string; name: string; application?: string; scopes: string[] };
