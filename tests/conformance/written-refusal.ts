import { getNamedType, isCompositeType, isEnumType, isInputObjectType, isRequiredArgument, isRequiredInputField } from "graphql";
import type { GraphQLArgument, GraphQLInputField, GraphQLSchema } from "graphql";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { Interaction } from "./recording.ts";

export type WrittenDocument = { text: string; variables: JsonObject };

/** Nothing says what was asked. */
export class Unwritable extends Error {
  override name = "Unwritable";
}

/**
 * Writes a document that was refused as a whole from what the refusal names: the operation, the field, and the argument
 * that was left out or null. What else the field needs gets any value of its type.
 */
export function writeRefused(schema: GraphQLSchema, { expected }: Interaction): WrittenDocument {
  const errors = Array.isArray(expected["errors"]) ? expected["errors"].filter(isObject) : [];
  const [error] = errors;
  const path = Array.isArray(error?.["path"]) ? error["path"].map(String) : [];
  const [, operation = "", name = ""] = /^(query|mutation) (\w+)$/.exec(path[0] ?? "") ?? [];
  const root = operation === "mutation" ? schema.getMutationType() : schema.getQueryType();
  const field = root?.getFields()[path[1] ?? ""];
  const extensions = isObject(error?.["extensions"]) ? error["extensions"] : {};
  if (errors.length !== 1 || field === undefined) throw new Unwritable("the recording has no document, and an answer without data implies none");
  const left = extensions["code"] === "missingRequiredArguments" ? String(extensions["arguments"]).split(", ") : [];
  const nulled = extensions["code"] === "argumentLiteralsIncompatible" && String(error?.["message"]).includes("(null)") ? path[2] : undefined;
  if (left.length === 0 && nulled === undefined) throw new Unwritable("the recording has no document, and the refusal does not tell all of it");
  const args = field.args.flatMap((arg) => {
    if (arg.name === nulled) return [`${arg.name}: null`];
    return isRequiredArgument(arg) && !left.includes(arg.name) ? [`${arg.name}: ${literalFor(arg) ?? '"gid://shopify/Record/1"'}`] : [];
  });
  const type = getNamedType(field.type);
  const selection = isCompositeType(type) ? ` {\n    __typename\n  }` : "";
  const head = args.length === 0 ? field.name : `${field.name}(${args.join(", ")})`;
  return { text: `${operation} ${name} {\n  ${head}${selection}\n}\n`, variables: {} };
}

/** Any value that the type takes, or null when nothing is known to do. */
export function literalFor({ type }: GraphQLArgument | GraphQLInputField): string | null {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name ?? null;
  if (named.name === "ID") return null;
  if (isInputObjectType(named)) return Object.values(named.getFields()).some(isRequiredInputField) ? null : "{}";
  return named.name === "Boolean" ? "true" : named.name === "Int" ? "1" : '"x"';
}
