// A server that takes only what Shopify's real schema takes, and answers with made-up data of exactly the asked shape:
// `full` fills in every field, `sparse` answers null wherever the schema allows it below the first levels.
import { createServer } from 'node:http';
import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getVariableValues,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  validate,
} from 'graphql';

export type Mode = 'full' | 'sparse';

const SCALARS: Record<string, unknown> = {
  Int: 1,
  Float: 0.5,
  Boolean: true,
  String: 'text',
  DateTime: '2026-11-20T15:15:02Z',
  Money: '55.0',
  Decimal: '55.0',
  UnsignedInt64: '12',
  URL: 'https://example.com/x',
};
const OPEN_LEVELS = { query: 2, mutation: 3, subscription: 1 };

export async function startSchemaServer(schema: GraphQLSchema, mode: Mode) {
  const asked: { name: string; problems: string[] }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { query, variables, operationName } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const { problems, answer } = await answerTo(schema, mode, query, variables);
      asked.push({ name: operationName, problems });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

export function problemsOf(schema: GraphQLSchema, query: string, variables: Record<string, unknown>): string[] {
  const document = parse(query);
  const problems = validate(schema, document).map((error) => error.message);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const declared = operation?.variableDefinitions ?? [];
  const names = new Set(declared.map((one) => one.variable.name.value));
  const undeclared = Object.keys(variables).filter((name) => !names.has(name));
  problems.push(...undeclared.map((name) => `variable ${name} is not declared`));
  if (problems.length > 0) return problems;
  return (getVariableValues(schema, declared, variables).errors ?? []).map((error) => error.message);
}

export async function answerTo(schema: GraphQLSchema, mode: Mode, query: string, variables: Record<string, unknown>) {
  const problems = problemsOf(schema, query, variables);
  if (problems.length > 0) {
    const errors = problems.map((message) => ({ message, extensions: { code: 'undefinedField' } }));
    return { problems, answer: { errors } };
  }
  const made = await execute({
    schema,
    document: parse(query),
    rootValue: {},
    variableValues: variables,
    fieldResolver: resolver(mode),
    typeResolver: (value: { __typename?: string }) => value.__typename,
  });
  return { problems: (made.errors ?? []).map((error) => error.message), answer: made };
}

const resolver =
  (mode: Mode): GraphQLFieldResolver<unknown, unknown> =>
  (_source, _args, _context, info) =>
    madeUp(info.returnType, info, mode);

function madeUp(type: GraphQLOutputType, info: GraphQLResolveInfo, mode: Mode): unknown {
  if (isNonNullType(type)) return madeUp(type.ofType, info, mode);
  const nullable = !isNonNullType(info.returnType);
  if (mode === 'sparse' && nullable && depthOf(info) > OPEN_LEVELS[info.operation.operation]) return null;
  if (/userErrors$/i.test(info.fieldName)) return [];
  if (info.fieldName === 'hasNextPage') return false;
  if (isListType(type)) {
    const inner = isNonNullType(type.ofType) ? type.ofType.ofType : type.ofType;
    return mode === 'sparse' && depthOf(info) > 2 ? [] : [madeUp(inner, { ...info, returnType: type.ofType }, 'full')];
  }
  if (isEnumType(type)) return type.name === 'CurrencyCode' ? 'USD' : type.getValues()[0]?.value;
  if (isAbstractType(type)) return { __typename: info.schema.getPossibleTypes(type)[0]?.name };
  if (isObjectType(type)) return {};
  if (type.name === 'ID') return `gid://shopify/${info.parentType.name}/123`;
  return SCALARS[type.name] ?? `no value for ${type.name}`;
}

function depthOf(info: GraphQLResolveInfo): number {
  let depth = 0;
  for (let path: GraphQLResolveInfo['path'] | undefined = info.path; path !== undefined; path = path.prev) {
    if (typeof path.key === 'string') depth += 1;
  }
  return depth;
}
