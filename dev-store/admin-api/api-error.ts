import { GraphQLError } from "graphql";

/** Errors as the Admin API words them at the top level of an answer. */

export function resourceNotFound(gid: string): GraphQLError {
  return new GraphQLError(`Invalid id: ${gid}`, { extensions: { code: "RESOURCE_NOT_FOUND" } });
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

export function invalidFieldArguments(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "INVALID_FIELD_ARGUMENTS" } });
}

export function accessDenied(field: string, requiredAccess: string): GraphQLError {
  return new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
    extensions: {
      code: "ACCESS_DENIED",
      documentation: "https://shopify.dev/api/usage/access-scopes",
      requiredAccess,
    },
  });
}

export function internalError(requestId: string): GraphQLError {
  const message = `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`;
  return new GraphQLError(message, { extensions: { code: "INTERNAL_SERVER_ERROR", requestId } });
}

/** The stand-in does not know this part of Shopify. Loud on purpose: an invented answer would prove nothing. */
export function notImplemented(what: string): GraphQLError {
  return new GraphQLError(`dev store: ${what} is not implemented`, { extensions: { code: "DEV_STORE_NOT_IMPLEMENTED" } });
}
