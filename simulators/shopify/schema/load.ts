// The vendor's real Admin schema, unpacked from the development package that carries it, once per version.
// Trap: building a version takes about 0.4 s, so it is built on first use and kept for the whole process.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

/** Access rules that the introspection carries beside the types. */
export interface FieldAccess {
  requiredAccess: string | null;
  /** Kind of customer data (name, email, phone, address), or null. */
  protectedContent: string | null;
}

export interface AdminSchema {
  version: string;
  schema: GraphQLSchema;
  typeAccess: Map<string, string>;
  /** By `Type.field`; only fields that have a rule. */
  fieldAccess: Map<string, FieldAccess>;
}

interface RawField extends FieldAccess {
  name: string;
  isProtected: boolean;
}

interface RawType {
  name: string;
  requiredAccess: string | null;
  fields: RawField[] | null;
}

/** Stable versions that are served; others fall forward to the oldest. */
export const SERVED_VERSIONS: readonly string[] = ['2026-01', '2026-04', '2026-07', '2026-10'];
export const UNSTABLE = 'unstable';

const built = new Map<string, AdminSchema>();

/** The package hides its files from `resolve`, so the folders above are searched as Node would. */
function dataFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const data = join(folder, 'node_modules', '@shopify', 'dev-mcp', 'dist', 'data');
    if (existsSync(data)) return data;
  }
  throw new Error('the Shopify simulator needs the development package @shopify/dev-mcp: run npm install');
}

function accessOf(types: readonly RawType[]): Pick<AdminSchema, 'typeAccess' | 'fieldAccess'> {
  const typeAccess = new Map<string, string>();
  const fieldAccess = new Map<string, FieldAccess>();
  for (const type of types) {
    if (type.requiredAccess) typeAccess.set(type.name, type.requiredAccess);
    for (const field of type.fields ?? []) {
      const protectedContent = field.isProtected ? (field.protectedContent ?? 'data') : null;
      if (!field.requiredAccess && !protectedContent) continue;
      fieldAccess.set(`${type.name}.${field.name}`, { requiredAccess: field.requiredAccess, protectedContent });
    }
  }
  return { typeAccess, fieldAccess };
}

/** The schema of a served version. Throws an Error when the package with the data is not installed. */
export function adminSchema(version: string): AdminSchema {
  const known = built.get(version);
  if (known) return known;
  const packed = readFileSync(join(dataFolder(), `admin_${version}.json.gz`));
  const { data } = JSON.parse(gunzipSync(packed).toString('utf8')) as { data: IntrospectionQuery };
  const types = data.__schema.types as readonly object[] as readonly RawType[];
  const made = { version, schema: buildClientSchema(data, { assumeValid: true }), ...accessOf(types) };
  built.set(version, made);
  return made;
}

/** The version that answers a request for `asked`. */
export function servedVersion(asked: string): string | null {
  if (asked === UNSTABLE || SERVED_VERSIONS.includes(asked)) return asked;
  return /^\d{4}-\d{2}$/.test(asked) ? (SERVED_VERSIONS[0] ?? null) : null;
}
