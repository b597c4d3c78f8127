// What a resource is to the REST layer: its rows and what may be done with them.
// Trap: handlers check everything before they store anything, so that a refusal leaves nothing behind.
import type { Item, Json } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { FinderCall, ReadParams } from '../query/params.ts';
import type { Base } from '../schema/index.ts';

export interface Call {
  world: World;
  /** Framework version of the request. */
  version: number;
  /** Notes a break of the contract that is not refused. */
  note(problem: string): void;
  /** Header Upsert-Mode. */
  upsert: boolean;
}

export interface Resource {
  base: Base;
  name: string;
  /** All rows, children nested under their names. */
  rows(world: World): Item[];
  /** Members that are only computed for rows that are shown. */
  derive?(world: World, row: Item): Item;
  /** Value that stands in the address; default the shape's key attribute. */
  keyOf?(row: Item): string;
  /** The row of an address; default a search by key. */
  one?(world: World, key: string): Item | undefined;
  /** Refuses reads that the server refuses for lack of a filter. */
  guard?(params: ReadParams): void;
  /** Finders that are no comparison of attributes; undefined = compare attributes. */
  find?(call: Call, finder: FinderCall): Item[] | undefined;
  /** Stores a row from a coerced body and answers it. */
  create?(call: Call, body: Item): Item;
  /** Status of a create, default 201. */
  createStatus?(world: World): number;
  /** Read-only attributes that a create may name. */
  mayName?: readonly string[];
  update?(call: Call, row: Item, changes: Item): Item;
  remove?(call: Call, row: Item): void;
  /** Answers `result` of an action; `row` is null for actions of the collection. */
  act?(call: Call, action: string, row: Item | null, body: Item): Json;
  /** Adds a row to a child collection. */
  addChild?(call: Call, row: Item, child: string, body: Item): Item;
  updateChild?(call: Call, row: Item, child: string, childRow: Item, changes: Item): Item;
}
