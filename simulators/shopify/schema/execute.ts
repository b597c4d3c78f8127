// One GraphQL call: parse, validate against the real schema, price, throttle, execute, dress the answer.
// Trap: a mistake in the document costs nothing and comes back as HTTP 200 without `data`.
import {
  type DocumentNode,
  execute,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { Context, View } from '../graphql/context.ts';
import { NEEDS_KEY } from '../graphql/mutations/inventory.ts';
import { resolveField, resolveType } from '../graphql/resolve.ts';
import { rootValue } from '../graphql/root.ts';
import type { Bucket } from '../http/bucket.ts';
import { actualCost, costFields, requestedCost } from './cost.ts';
import { parseError, runtimeError, type VendorError, validationErrors, variableErrors } from './errors.ts';
import type { AdminSchema } from './load.ts';

export interface Call {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
  costDebug: boolean;
  bucketKey: string;
  /** A fault that throttles this call whatever the bucket holds. */
  forceThrottle: boolean;
}

interface Prepared {
  document: DocumentNode;
  errors: VendorError[];
}

const MOST_PREPARED = 500;
const prepared = new Map<string, Prepared>();

function prepare(access: AdminSchema, query: string): Prepared {
  const key = `${access.version} ${query}`;
  const known = prepared.get(key);
  if (known) return known;
  const document = parse(query);
  const made = { document, errors: validationErrors(access.schema, document) };
  if (prepared.size >= MOST_PREPARED) prepared.clear();
  prepared.set(key, made);
  return made;
}

function describe(context: Context, operation: OperationDefinitionNode, variables: Record<string, unknown>): void {
  const { entry } = context;
  if (!entry) return;
  const kind = operation.operation === 'mutation' ? 'mutation' : 'query';
  const fields = operation.selectionSet.selections.flatMap((one) => (one.kind === 'Field' ? [one] : []));
  Object.assign(entry, { kind, valid: true, variables, fields: fields.map((field) => field.name.value) });
  for (const field of fields) {
    const name = field.name.value;
    const value = field.directives?.find((one) => one.name.value === 'idempotent')?.arguments?.[0]?.value;
    const key =
      value?.kind === 'Variable'
        ? variables[value.name.value]
        : value?.kind === 'StringValue'
          ? value.value
          : undefined;
    if (typeof key === 'string' && key.trim() !== '') entry.idempotencyKeys[name] = key;
    else if (kind === 'mutation' && NEEDS_KEY.has(name)) entry.missingIdempotency.push(name);
  }
}

const refused = (context: Context, errors: VendorError[]) => {
  if (context.entry) {
    context.entry.valid = false;
    context.entry.errors = errors.map((error) => String(error.extensions?.code ?? error.message));
  }
  return { errors };
};

function tooExpensive(cost: number, most: number): VendorError {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${most}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.`,
    extensions: {
      code: 'MAX_COST_EXCEEDED',
      cost,
      maxCost: most,
      documentation: 'https://shopify.dev/api/usage/rate-limits',
    },
  };
}

const THROTTLED: VendorError = {
  message: 'Throttled',
  extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
};

interface Ready {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

function readCall(call: Call, context: Context): Ready | { errors: VendorError[] } {
  let made: Prepared;
  try {
    made = prepare(context.access, call.query);
  } catch (error) {
    return refused(context, [parseError(error)]);
  }
  if (made.errors.length > 0) return refused(context, made.errors);
  const operation = getOperationAST(made.document, call.operationName);
  if (!operation)
    return refused(context, [{ message: 'An operation name is required', extensions: { code: 'BAD_REQUEST' } }]);
  if (context.entry) context.entry.operation = operation.name?.value ?? '(anonymous)';
  const values = getVariableValues(context.access.schema, operation.variableDefinitions ?? [], call.variables);
  if (values.errors) return refused(context, variableErrors(values.errors, call.variables));
  return { document: made.document, operation, variables: values.coerced };
}

function collectUserErrors(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data as Record<string, unknown>).flatMap((payload) => {
    if (typeof payload !== 'object' || payload === null) return [];
    return Object.entries(payload).flatMap(([name, list]) =>
      name.toLowerCase().endsWith('usererrors') && Array.isArray(list)
        ? list.map((one) => String(one?.code ?? one?.message))
        : [],
    );
  });
}

/** Runs a call; the result is the whole answer body. */
export async function runCall(call: Call, context: Context, bucket: Bucket): Promise<Record<string, unknown>> {
  const ready = readCall(call, context);
  if ('errors' in ready) return { errors: ready.errors };
  const { document, operation, variables } = ready;
  const { schema } = context.access;
  const { limits } = context.world.settings;
  describe(context, operation, variables);
  const requested = requestedCost(schema, document, operation, variables);
  const { entry } = context;
  if (entry) entry.requestedCost = requested;
  const cost = (actual: number | null) => ({
    ...{ requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status(call.bucketKey) },
    ...(call.costDebug && { fields: costFields(schema, document, operation, variables) }),
  });
  if (requested > limits.maxQueryCost) {
    const error = tooExpensive(requested, limits.maxQueryCost);
    if (entry) entry.errors = ['MAX_COST_EXCEEDED'];
    return { errors: [error], extensions: { cost: cost(null) } };
  }
  if (call.forceThrottle || !bucket.take(call.bucketKey, requested)) {
    if (entry) Object.assign(entry, { throttled: true, errors: ['THROTTLED'] });
    return { errors: [THROTTLED], extensions: { cost: cost(null) } };
  }
  const result = await execute({
    ...{ schema, document, rootValue: rootValue as View, contextValue: context, variableValues: call.variables },
    ...{ operationName: call.operationName, fieldResolver: resolveField, typeResolver: resolveType },
  });
  const actual = actualCost(schema, document, operation, result.data);
  bucket.refund(call.bucketKey, requested - actual);
  const errors = result.errors?.map((error) =>
    runtimeError(error instanceof GraphQLError ? error : new GraphQLError(String(error))),
  );
  if (entry) {
    entry.actualCost = actual;
    entry.errors = errors?.map((error) => String(error.extensions?.code)) ?? [];
    entry.userErrors = collectUserErrors(result.data);
    entry.warnings = context.notes.flatMap((note) => note.warnings.map((one) => `${one.field}: ${one.code}`));
  }
  const search = context.notes.length > 0 ? { search: context.notes } : {};
  return { ...(errors && { errors }), data: result.data ?? null, extensions: { cost: cost(actual), ...search } };
}
