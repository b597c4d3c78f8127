// The shapes of everything that the simulated account knows.
// Trap: a record's lists hold plain lines; names that begin with an underscore never leave the simulator.
import type { Rng } from '../shared/rng.ts';
import type { SimClock } from '../shared/sim-clock.ts';
import type { Settings, Switches } from './options.ts';

export type Value = string | number | boolean | null | undefined | { [key: string]: Value } | Value[];
export type Line = Record<string, Value>;

export interface Rec {
  type: string;
  id: string;
  body: Record<string, Value>;
  lists: Record<string, Line[]>;
  version: number;
  createdMs: number;
  modifiedMs: number;
  /** The external id under which the record is findable now. */
  indexedAs: string | undefined;
  /** The entity id under which an entity is findable now. */
  namedAs?: string | undefined;
}

export interface LinkRow {
  previousDoc: string;
  previousLine: number;
  nextDoc: string;
  nextLine: number;
  linkType: string;
  previousType?: string;
  nextType?: string;
  /** What the next document settles of the previous one, in its currency. */
  amount?: number;
}

export interface StockMove {
  item: string;
  location: string;
  quantity: number;
  /** Lots or serial numbers that move, by their id; they add up to the quantity. */
  lots?: { lot: string; quantity: number }[];
  /** What one costs; changes the average cost when goods come in. */
  unitCost?: number;
}

export type StockField = 'onHand' | 'committed' | 'backOrdered' | 'onOrder';

export interface Reservation extends StockMove {
  field: Exclude<StockField, 'onHand'>;
}

export interface StockCell {
  item: string;
  location: string;
  onHand: number;
  committed: number;
  backOrdered: number;
  onOrder: number;
  averageCost?: number;
  /** On hand by lot or serial number id. */
  lots?: Map<string, number>;
}

export interface Deleted {
  id: string;
  type: string;
  name: string;
  atMs: number;
}

export type SaveEvent = 'create' | 'edit' | 'delete' | 'system';

export interface WorldListener {
  saved?(rec: Rec, event: SaveEvent): void;
  removed?(rec: Rec): void;
  linked?(nextDoc: string, rows: readonly LinkRow[]): void;
  stockChanged?(cell: StockCell): void;
}

export interface World {
  settings: Settings;
  switches: Switches;
  clock: SimClock;
  rng: Rng;
  spaces: Map<string, Map<string, Rec>>;
  externalIds: Map<string, Map<string, string>>;
  /** Entity ids by record type. */
  entityNames: Map<string, Map<string, string>>;
  /** Ids of records made from a source record. */
  children: Map<string, Set<string>>;
  links: Map<string, LinkRow[]>;
  stock: Map<string, StockCell>;
  /** What each record did to stock, so that it can be undone. */
  stockEffects: Map<string, StockMove[]>;
  /** What open orders reserve, wait for or expect. */
  commitments: Map<string, Reservation[]>;
  /** What later documents settle of each document: its id, then theirs, with the amount. */
  applied: Map<string, Map<string, number>>;
  /** The documents that each record settles. */
  settles: Map<string, string[]>;
  deleted: Deleted[];
  listeners: WorldListener[];
  nextId: number;
  nextLineKey: number;
  tranNumbers: Map<string, number>;
}
