/**
 * What the front door asks of each system that sends webhooks. A handler judges a delivery and names it; it neither
 * stores nor signals. The trap: it must fail closed, so everything that it cannot be sure of is thrown as Rejected.
 */
import type { StockStore } from '../../store/stock-contract.ts';

export type HookRequest = {
  connection: string;
  /** The connection's settings as stored: parsed JSON, not yet validated. */
  settings: unknown;
  headers: Record<string, string | string[] | undefined>;
  /** The bytes as they came; signatures are over these. */
  rawBody: Buffer;
  /** Whence it came; behind a proxy only as true as `trustProxy` makes it. */
  ip: string;
  /** Opens a sealed secret of the connection, e.g. a system's credentials; undefined when it is not set. */
  secret(name: string): Promise<unknown>;
  /** What stock runs know of the connection's levels. */
  stock: Pick<StockStore, 'list'>;
};

/**
 * `dedupeKey` (64 hex digits) is equal for deliveries that say the same thing. `isEcho`: it only tells back what we did
 * ourselves; it is kept, and nobody is woken.
 */
type Accepted = { topic: string; dedupeKey: string; isEcho?: boolean };

export type WebhookHandler = {
  /** Vendor folder name, e.g. `shipstation`. */
  system: string;
  /** Pairs whose hook address without a system segment belongs to this handler. */
  pairs: readonly string[];
  /** Throws Rejected for anything but a genuine, well-formed delivery. */
  accept(request: HookRequest): Promise<Accepted>;
};
