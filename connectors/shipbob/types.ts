/**
 * What the rest of the program sees of ShipBob: ids are digits as text, quantities whole numbers, money decimal strings,
 * instants ISO-8601 UTC. Enums stay plain text where ShipBob adds values.
 * The trap: unknown query and body fields are ignored without a word, so a page tells which filters were not obeyed.
 */

export type * from './types-billing.ts';
export type * from './types-inventory.ts';
export type * from './types-orders.ts';
export type * from './types-places.ts';
export type * from './types-receiving.ts';
export type * from './types-returns.ts';

/** `webhookSecrets` (`whsec_…`): every secret that may still sign deliveries; the first one is for new subscriptions. */
export type ShipBobCredentials = { webhookSecrets?: string[] } & (
  | { kind: 'pat'; token: string }
  | {
      kind: 'oauth';
      clientId: string;
      clientSecret?: string;
      refreshToken: string;
      accessToken?: string;
      expiresAt?: string;
    }
);

/** What a refresh gives; only ever stored and replaced as a whole. Instants ISO-8601 UTC. */
export type RotatingPair = {
  accessToken: string;
  expiresAt: string;
  /** From when on it is renewed ahead of its end. */
  renewAt?: string;
  refreshToken: string;
  /** When the refresh token ends if it is not used. */
  refreshExpiresAt?: string;
  scopes?: string[];
  /** Which credentials it comes of (a hash), so that newly set ones are known. */
  grant?: string;
};

/**
 * `next`: the cursor of the next page, absent on the last one. `ignored`: filters that ShipBob did not obey; rows that
 * contradict them are already taken out, so a page may be empty and still have a next one.
 */
export type ListPage<T> = { rows: T[]; next?: string; ignored: string[] };

/** `remaining` as ShipBob told it last, less what was sent since; `waiting` calls were held back and come again. */
export type BudgetView = {
  limit: number;
  remaining: number;
  resetAt: string;
  waiting: { live: number; sweep: number; backfill: number };
};

export type WebhookSubscription = {
  id: string;
  topics: string[];
  url: string;
  description?: string;
  /** False after days of failed deliveries: it must be made anew. */
  enabled: boolean;
  createdAt?: string;
};

/** `secret`: what signs its deliveries; ShipBob tells it this once. */
export type CreatedSubscription = { id: string; topics: string[]; secret?: string };
