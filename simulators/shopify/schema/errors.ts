// Error shapes of the vendor: codes and texts differ from graphql-js's own for the same mistakes.
// Trap: parse and validation errors come with HTTP 200 and without `data`.

import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { type ASTNode, GraphQLError, Kind, specifiedRules, type ValidationRule, validate } from 'graphql';

export interface VendorError {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

const CODES: Record<string, string> = {
  FieldsOnCorrectTypeRule: 'undefinedField',
  ScalarLeafsRule: 'selectionMismatch',
  ProvidedRequiredArgumentsRule: 'missingRequiredArguments',
  KnownArgumentNamesRule: 'argumentNotAccepted',
  ValuesOfCorrectTypeRule: 'argumentLiteralsIncompatible',
  KnownTypeNamesRule: 'undefinedType',
  NoUndefinedVariablesRule: 'variableNotDefined',
  NoUnusedVariablesRule: 'variableNotUsed',
  VariablesInAllowedPositionRule: 'variableMismatch',
  KnownFragmentNamesRule: 'useAndDefineFragment',
  NoUnusedFragmentsRule: 'useAndDefineFragment',
  KnownDirectivesRule: 'undefinedDirective',
  OverlappingFieldsCanBeMergedRule: 'fieldConflict',
  UniqueVariableNamesRule: 'variableNameNotUnique',
};

/** Names from the operation down to a node: ["query Op", "orders", "nodes", "x"]. */
function pathTo(document: DocumentNode, target: ASTNode): string[] {
  let found: string[] = [];
  const label = (node: ASTNode): string | null => {
    if (node.kind === Kind.OPERATION_DEFINITION) return [node.operation, node.name?.value].filter(Boolean).join(' ');
    if (node.kind === Kind.FRAGMENT_DEFINITION) return `fragment ${node.name.value}`;
    if (node.kind === Kind.FIELD) return node.alias?.value ?? node.name.value;
    if (node.kind === Kind.INLINE_FRAGMENT) return `... on ${node.typeCondition?.name.value ?? ''}`;
    return node.kind === Kind.ARGUMENT ? node.name.value : null;
  };
  const visit = (node: ASTNode, path: string[]): boolean => {
    const name = label(node);
    const here = name === null ? path : [...path, name];
    if (node === target) {
      found = here;
      return true;
    }
    const children = Object.values(node)
      .flat()
      .filter((child): child is ASTNode => typeof child === 'object' && child !== null && 'kind' in child);
    return children.some((child) => visit(child, here));
  };
  visit(document, []);
  return found;
}

function reworded(rule: string, message: string): { message: string; more: Record<string, unknown> } {
  const field = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message);
  if (field)
    return {
      message: `Field '${field[1]}' doesn't exist on type '${field[2]}'`,
      more: { typeName: field[2], fieldName: field[1] },
    };
  const argument = /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/.exec(message);
  if (argument)
    return {
      message: `Field '${argument[2]}' doesn't accept argument '${argument[1]}'`,
      more: { name: argument[2], typeName: 'Field', argumentName: argument[1] },
    };
  const required = /^Field "(\w+)" argument "(\w+)" of type/.exec(message);
  if (required)
    return {
      message: `Field '${required[1]}' is missing required arguments: ${required[2]}`,
      more: { className: 'Field', name: required[1], arguments: required[2] },
    };
  const leaf = /^Field "(\w+)" of type "([\w![\]]+)" must have a selection/.exec(message);
  if (leaf)
    return {
      message: `Field must have selections (field '${leaf[1]}' returns ${leaf[2]} but has no selections. Did you mean '${leaf[1]} { ... }'?)`,
      more: { nodeName: `field '${leaf[1]}'`, typeName: leaf[2] },
    };
  const scalar = /^Field "(\w+)" must not have a selection since type "([\w![\]]+)" has no subfields/.exec(message);
  if (rule === 'ScalarLeafsRule' && scalar)
    return {
      message: `Selections can't be made on scalars (field '${scalar[1]}' returns ${scalar[2]})`,
      more: { typeName: scalar[2] },
    };
  return { message, more: {} };
}

/** Validation errors in the vendor's shape; empty when the document fits the schema. */
export function validationErrors(schema: GraphQLSchema, document: DocumentNode): VendorError[] {
  if (validate(schema, document).length === 0) return [];
  return specifiedRules.flatMap((rule: ValidationRule) =>
    validate(schema, document, [rule]).map((error) => {
      const { message, more } = reworded(rule.name, error.message);
      const node = error.nodes?.[0];
      return {
        message,
        ...(error.locations && { locations: error.locations }),
        path: node ? pathTo(document, node) : [],
        extensions: { code: CODES[rule.name] ?? rule.name.replace(/Rule$/, ''), ...more },
      };
    }),
  );
}

/** A document that could not be parsed. */
export function parseError(error: unknown): VendorError {
  const message = error instanceof Error ? error.message : String(error);
  const locations = error instanceof GraphQLError ? error.locations : undefined;
  return { message, ...(locations && { locations }), extensions: { code: 'PARSE_ERROR' } };
}

/** Variables that do not fit: one error per variable, with all its problems. */
export function variableErrors(errors: readonly GraphQLError[], given: Record<string, unknown>): VendorError[] {
  return errors.map((error) => {
    const locations = error.locations ? { locations: error.locations } : {};
    const at = /^Variable "\$(\w+)"(?: got invalid value .*? at "\w+((?:[.[][^"]*)?)"; |.*?; |.*)/s.exec(error.message);
    const name = at?.[1] ?? '';
    const path = (at?.[2] ?? '')
      .split(/[.[\]]+/)
      .filter((part) => part !== '')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const undefinedField = /Field "(\w+)" is not defined by type "(\w+)"/.exec(error.message);
    const missingField = /Field "(\w+)" of required type "([^"]+)" was not provided/.exec(error.message);
    const missing = /of required type "([^"]+)" was not provided/.exec(error.message);
    const where = [
      ...path,
      ...(undefinedField ? [undefinedField[1] ?? ''] : missingField ? [missingField[1] ?? ''] : []),
    ];
    const explanation = undefinedField
      ? `Field is not defined on ${undefinedField[2]}`
      : missingField || missing
        ? 'Expected value to not be null'
        : (error.message.split('; ').at(-1) ?? error.message);
    const typeNode = error.nodes?.[0];
    const type = typeNode?.kind === Kind.VARIABLE_DEFINITION ? typeText(typeNode.type) : '';
    const about = where.length > 0 ? ` for ${where.join('.')} (${explanation})` : '';
    return {
      message: `Variable $${name} of type ${type} was provided invalid value${about}`,
      ...locations,
      extensions: { code: 'INVALID_VARIABLE', value: given[name] ?? null, problems: [{ path: where, explanation }] },
    };
  });
}

type TypeLike = { kind: Kind; name?: { value: string }; type?: TypeLike };

function typeText(node: TypeLike): string {
  if (node.kind === Kind.NON_NULL_TYPE && node.type) return `${typeText(node.type)}!`;
  if (node.kind === Kind.LIST_TYPE && node.type) return `[${typeText(node.type)}]`;
  return node.name?.value ?? '';
}

/** An execution error as it is sent. */
export function runtimeError(error: GraphQLError): GraphQLFormattedError {
  const extensions = { code: 'INTERNAL_SERVER_ERROR', ...error.extensions };
  return {
    message: error.message,
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions,
  };
}
