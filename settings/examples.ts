/**
 * The example file of each pair, for `init`. A new pair is a line here; the trap: only what stands here is offered, so
 * a pair that is built without an example cannot be begun with `init`.
 */
import type { BuiltPair } from './connection.ts';
import { type ExampleInput, exampleConnection } from './example.ts';
import { exampleFusion } from './example-fusion.ts';
import { exampleShipBob } from './example-shipbob.ts';
import { exampleShopify } from './example-shopify.ts';

export const EXAMPLES: Partial<Record<BuiltPair, (input: ExampleInput) => string>> = {
  'netsuite-shipstation': exampleConnection,
  'netsuite-shopify': exampleShopify,
  'netsuite-shipbob': exampleShipBob,
  'fusion-shipstation': exampleFusion,
};

/** Pairs that have an example, in the order of the table. */
export const EXAMPLE_PAIRS = Object.keys(EXAMPLES) as BuiltPair[];
