/**
 * The JSON Schema of the connection's file: for editors, and for our own messages (which keys are known where, what a
 * key is for). It describes what may be written, before defaults are filled in.
 */
import { z } from 'zod';
import { BUILT_PAIRS, type BuiltPair, connectionSchema, PAIR_SCHEMAS } from './connection.ts';

export type SchemaNode = {
  $schema?: string;
  title?: string;
  type?: string;
  description?: string;
  enum?: unknown[];
  pattern?: string;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
};

let cached: SchemaNode | undefined;

export function connectionJsonSchema(): SchemaNode {
  const schema = cached ?? toPlain(z.toJSONSchema(connectionSchema, { io: 'input' }));
  cached = schema;
  return schema;
}

const pairSchemas = new Map<string, SchemaNode>();

/** The schema of one pair's file; of the first pair when there is no such pair. */
export function pairJsonSchema(pair: unknown): SchemaNode {
  const built: BuiltPair = BUILT_PAIRS.find((one) => one === pair) ?? 'netsuite-shipstation';
  const schema = pairSchemas.get(built) ?? toPlain(z.toJSONSchema(PAIR_SCHEMAS[built], { io: 'input' }));
  pairSchemas.set(built, schema);
  return schema;
}

/** Through JSON once, so that what we walk is exactly what an editor reads. */
const toPlain = (schema: unknown): SchemaNode => JSON.parse(JSON.stringify(schema)) as SchemaNode;

/** The schema at a path of the document; undefined where the schema says nothing. */
export function schemaAt(path: readonly PropertyKey[], root: SchemaNode): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const part of path) node = node === undefined ? undefined : step(node, part);
  return node;
}

function step(node: SchemaNode, part: PropertyKey): SchemaNode | undefined {
  const named = node.properties?.[String(part)];
  if (named !== undefined) return named;
  if (typeof part === 'number' && node.items !== undefined) return node.items;
  if (typeof node.additionalProperties === 'object') return node.additionalProperties;
  return node.anyOf?.map((branch) => step(branch, part)).find((found) => found !== undefined);
}

/** Keys that may stand in the map at a path. */
export const knownKeys = (path: readonly PropertyKey[], root: SchemaNode): string[] =>
  Object.keys(schemaAt(path, root)?.properties ?? {});
