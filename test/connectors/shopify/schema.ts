// Shopify's real Admin schema as its developer tools ship it, per version; read once per test file.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

const DATA = join(dirname(fileURLToPath(import.meta.resolve('@shopify/dev-mcp'))), 'data');

export function adminSchema(version: string): GraphQLSchema {
  const text = gunzipSync(readFileSync(join(DATA, `admin_${version}.json.gz`))).toString('utf8');
  const parsed: { data: IntrospectionQuery } = JSON.parse(text);
  return buildClientSchema(parsed.data);
}
