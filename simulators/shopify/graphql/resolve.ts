// How graphql-js walks the views: access first, then the view's own member or field function.
// Trap: a member that a view does not have is an error that names it, so that nothing is silently made up.
import {
  defaultTypeResolver,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
  getNamedType,
} from 'graphql';
import { checkAccess } from '../schema/access.ts';
import { type Args, type Context, type Field, type View, vendorError } from './context.ts';

function isField(value: unknown): value is Field {
  return typeof value === 'function';
}

/** Resolves one field of a view. */
export const resolveField: GraphQLFieldResolver<View, Context, Args> = (
  source,
  args,
  context,
  info: GraphQLResolveInfo,
) => {
  checkAccess(
    context.access,
    context.caller.scopes,
    context.world.settings.behaviour.customerData,
    info,
    getNamedType(info.returnType),
  );
  const value = source[info.fieldName];
  if (value === undefined && !(info.fieldName in source))
    throw vendorError(
      `The simulator does not model ${info.parentType.name}.${info.fieldName}`,
      'INTERNAL_SERVER_ERROR',
    );
  return isField(value) ? value(args, context, info) : value;
};

/** Objects behind interfaces and unions name their own type. */
export const resolveType: GraphQLTypeResolver<View, Context> = (value, context, info, abstractType) =>
  typeof value.__typename === 'string' ? value.__typename : defaultTypeResolver(value, context, info, abstractType);
