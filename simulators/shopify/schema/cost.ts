// The cost of a query in points: asked for (from the document) and actual (from what came back).
// Trap: a connection costs 2 + factor(page size) x node, where the factor grows with the logarithm of the size.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

const FREE = new Set([
  ...['MoneyBag', 'MoneyV2', 'MailingAddress', 'ShopAddress', 'LocationAddress', 'LocationSnapshot'],
  'DiscountAllocation',
]);
const MUTATION_COST = 10;
const COUNT_COST = 10;
const CONNECTION_COST = 2;

/** Points per node of a page of `size`. */
export const pageFactor = (size: number): number => Math.max(1, Math.floor(2 * Math.log(size) + 1e-9));

/** What came back under a field: a value when the actual cost is counted, ANY when the requested one is. */
const ANY = Symbol('any');
type Seen = unknown;

interface Scope {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

interface Flat {
  fields: { node: FieldNode; type: GraphQLNamedType }[];
  alternatives: Map<string, SelectionSetNode[]>;
}

function flatten(
  scope: Scope,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  out: Flat = { fields: [], alternatives: new Map() },
): Flat {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      out.fields.push({ node: selection, type });
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection;
    if (!fragment) continue;
    const on = fragment.typeCondition?.name.value;
    if (on === undefined || on === type.name) flatten(scope, fragment.selectionSet, type, out);
    else out.alternatives.set(on, [...(out.alternatives.get(on) ?? []), fragment.selectionSet]);
  }
  return out;
}

function typeOfField(type: GraphQLNamedType, name: string): GraphQLNamedType | null {
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  const field = type.getFields()[name];
  return field ? getNamedType(field.type) : null;
}

function selectionCost(
  scope: Scope,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  seen: Seen,
  payload = false,
): number {
  const { fields, alternatives } = flatten(scope, set, type);
  const own = fields.reduce((all, { node }) => all + fieldCost(scope, node, type, seen, payload), 0);
  let most = 0;
  for (const [name, sets] of alternatives) {
    const other = scope.schema.getType(name);
    if (other)
      most = Math.max(
        most,
        sets.reduce((all, one) => all + selectionCost(scope, one, other, seen), 0),
      );
  }
  return own + most;
}

const below = (seen: Seen, node: FieldNode): Seen => {
  if (seen === ANY || seen === null || typeof seen !== 'object') return seen === ANY ? ANY : null;
  return Reflect.get(seen, node.alias?.value ?? node.name.value) ?? null;
};

function pageSize(scope: Scope, node: FieldNode): number {
  for (const name of ['first', 'last']) {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind === Kind.VARIABLE) {
      const given = scope.variables[value.name.value];
      if (given !== undefined && given !== null) return Number(given);
    }
  }
  return 0;
}

interface NodePart {
  set: SelectionSetNode;
  type: GraphQLNamedType;
  rows: Seen[] | null;
}

/** The node selections of a connection, with the rows that came back under each. */
function nodeParts(scope: Scope, node: FieldNode, type: GraphQLNamedType, seen: Seen): NodePart[] {
  if (!node.selectionSet) return [];
  const rowsUnder = (child: FieldNode): Seen[] | null => {
    if (seen === ANY) return null;
    const list = below(seen, child);
    return Array.isArray(list) ? list : [];
  };
  return flatten(scope, node.selectionSet, type).fields.flatMap(({ node: child }) => {
    const childType = typeOfField(type, child.name.value);
    if (!childType || !child.selectionSet) return [];
    if (child.name.value === 'nodes') return [{ set: child.selectionSet, type: childType, rows: rowsUnder(child) }];
    if (child.name.value !== 'edges') return [];
    return flatten(scope, child.selectionSet, childType).fields.flatMap(({ node: inner }) => {
      const innerType = typeOfField(childType, inner.name.value);
      if (inner.name.value !== 'node' || !innerType || !inner.selectionSet) return [];
      const rows = rowsUnder(child)?.map((edge) => below(edge, inner)) ?? null;
      return [{ set: inner.selectionSet, type: innerType, rows }];
    });
  });
}

function connectionCost(scope: Scope, node: FieldNode, type: GraphQLNamedType, seen: Seen): number {
  if (seen === null) return 1;
  const parts = nodeParts(scope, node, type, seen);
  const costs = parts.map(({ set, type: nodeType, rows }) => {
    if (rows === null) return pageFactor(pageSize(scope, node)) * (1 + selectionCost(scope, set, nodeType, ANY));
    if (rows.length === 0) return 0;
    const inner = rows.reduce<number>((all, row) => all + selectionCost(scope, set, nodeType, row), 0);
    return pageFactor(rows.length) * (1 + inner / rows.length);
  });
  return CONNECTION_COST + costs.reduce((all, one) => all + one, 0);
}

function fieldCost(scope: Scope, node: FieldNode, parent: GraphQLNamedType, seen: Seen, payload: boolean): number {
  const name = node.name.value;
  const type = typeOfField(parent, name);
  if (name.startsWith('__') || !node.selectionSet || !type) return 0;
  const value = below(seen, node);
  if (type.name.endsWith('Connection')) return connectionCost(scope, node, type, value);
  const base = payload || FREE.has(type.name) ? 0 : type.name === 'Count' ? COUNT_COST : 1;
  if (value === null) return base;
  const shown = Array.isArray(value) ? (value.find((row) => row !== null) ?? null) : value;
  return base + (shown === null ? 0 : selectionCost(scope, node.selectionSet, type, shown));
}

function costOf(scope: Scope, operation: OperationDefinitionNode, seen: Seen): number {
  const mutation = operation.operation === 'mutation';
  const root = mutation ? scope.schema.getMutationType() : scope.schema.getQueryType();
  if (!root) return 0;
  const total = flatten(scope, operation.selectionSet, root).fields.reduce((all, { node }) => {
    if (!mutation) return all + fieldCost(scope, node, root, seen, false);
    const type = typeOfField(root, node.name.value);
    const value = below(seen, node);
    const inner =
      type && node.selectionSet && value !== null ? selectionCost(scope, node.selectionSet, type, value, true) : 0;
    return all + MUTATION_COST + inner;
  }, 0);
  return Math.round(total);
}

function scopeOf(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>): Scope {
  const definitions = document.definitions.flatMap((one) =>
    one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
  );
  return { schema, variables, fragments: new Map(definitions) };
}

/** Points that must be in the bucket before the operation runs. */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  return costOf(scopeOf(schema, document, variables), operation, ANY);
}

/** Points that the answer was worth. */
export function actualCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  data: unknown,
): number {
  return costOf(scopeOf(schema, document, {}), operation, data ?? null);
}

/** The cost of each field with a selection, as the cost-debug header asks for. */
export function costFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Record<string, unknown>[] {
  const scope = scopeOf(schema, document, variables);
  const mutation = operation.operation === 'mutation';
  const root = mutation ? schema.getMutationType() : schema.getQueryType();
  if (!root) return [];
  const rows: Record<string, unknown>[] = [];
  const visit = (set: SelectionSetNode, type: GraphQLNamedType, path: string[], atRoot: boolean): void => {
    for (const { node } of flatten(scope, set, type).fields) {
      const childType = typeOfField(type, node.name.value);
      const here = [...path, node.alias?.value ?? node.name.value];
      const total =
        atRoot && mutation && childType && node.selectionSet
          ? MUTATION_COST + selectionCost(scope, node.selectionSet, childType, ANY, true)
          : fieldCost(scope, node, type, ANY, false);
      const definedCost = childType?.name.endsWith('Connection')
        ? CONNECTION_COST
        : atRoot && mutation
          ? MUTATION_COST
          : node.selectionSet
            ? 1
            : 0;
      rows.push({
        path: here,
        definedCost,
        requestedTotalCost: total,
        requestedChildrenCost: node.selectionSet ? Math.max(0, total - definedCost) : null,
      });
      if (node.selectionSet && childType) visit(node.selectionSet, childType, here, false);
    }
  };
  visit(operation.selectionSet, root, [], true);
  return rows;
}
