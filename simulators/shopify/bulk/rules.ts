// What a bulk query must look like before it is taken on.
// Trap: `edges { node }` only; `nodes` is refused, and a parent of a nested connection must select its id.
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';

interface Finding {
  connections: number;
  depth: number;
  errors: string[];
}

const MOST_CONNECTIONS = 5;
const MOST_DEPTH = 2;

const fieldsOf = (set: SelectionSetNode): FieldNode[] =>
  set.selections.flatMap((one) =>
    one.kind === Kind.FIELD ? [one] : one.kind === Kind.INLINE_FRAGMENT ? fieldsOf(one.selectionSet) : [],
  );

function childType(type: GraphQLNamedType, name: string): GraphQLNamedType | null {
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  const field = type.getFields()[name];
  return field ? getNamedType(field.type) : null;
}

function walk(set: SelectionSetNode, type: GraphQLNamedType, depth: number, found: Finding): void {
  for (const node of fieldsOf(set)) {
    const inner = childType(type, node.name.value);
    if (!inner || !node.selectionSet) continue;
    if (!inner.name.endsWith('Connection')) {
      walk(node.selectionSet, inner, depth, found);
      continue;
    }
    found.connections += 1;
    found.depth = Math.max(found.depth, depth + 1);
    const parts = fieldsOf(node.selectionSet);
    if (parts.some((part) => part.name.value === 'nodes'))
      found.errors.push('Queries that contain the nodes field are not supported. Use edges and node.');
    const edges = parts.find((part) => part.name.value === 'edges');
    const edgeType = edges && childType(inner, 'edges');
    const row = edges?.selectionSet && fieldsOf(edges.selectionSet).find((part) => part.name.value === 'node');
    const rowType = edgeType && childType(edgeType, 'node');
    if (!row?.selectionSet || !rowType) continue;
    const before = found.connections;
    walk(row.selectionSet, rowType, depth + 1, found);
    const hasId = fieldsOf(row.selectionSet).some((part) => part.name.value === 'id');
    if (found.connections > before && !hasId)
      found.errors.push("The parent 'node' field for a nested connection must select the 'id' field without an alias.");
  }
}

/** Why a bulk query is refused; empty = it is taken. */
export function bulkErrors(schema: GraphQLSchema, text: string): string[] {
  let document: ReturnType<typeof parse>;
  try {
    document = parse(text);
  } catch (error) {
    return [`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`];
  }
  const wrong = validate(schema, document);
  if (wrong.length > 0) return wrong.map((error) => `Invalid bulk query: ${error.message}`);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const root = schema.getQueryType();
  if (operation?.kind !== Kind.OPERATION_DEFINITION || !root) return ['Invalid bulk query'];
  const names = fieldsOf(operation.selectionSet).map((node) => node.name.value);
  if (names.some((name) => name === 'node' || name === 'nodes'))
    return ['Bulk queries cannot contain a top-level node or nodes field.'];
  const found: Finding = { connections: 0, depth: 0, errors: [] };
  walk(operation.selectionSet, root, 0, found);
  if (found.connections === 0) return ['Bulk queries must contain at least one connection.'];
  if (found.connections > MOST_CONNECTIONS) found.errors.push('Bulk queries cannot contain more than 5 connections.');
  if (found.depth > MOST_DEPTH)
    found.errors.push('Bulk queries cannot contain connections with a nesting depth greater than 2.');
  return found.errors;
}
