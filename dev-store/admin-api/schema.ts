import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildSchema, isScalarType } from "graphql";
import type { GraphQLSchema } from "graphql";

export const API_VERSION = "2026-10";

/** Numbers that may be wider than those of JavaScript. */
const NUMBERS_AS_TEXT = ["UnsignedInt64"];

let schema: GraphQLSchema | null = null;

/** Shopify's official schema. Built once a process; building takes a few hundred milliseconds. */
export function adminSchema(): GraphQLSchema {
  if (schema !== null) return schema;
  const file = new URL(`../schema/admin-${API_VERSION}.graphql.gz`, import.meta.url);
  schema = buildSchema(gunzipSync(readFileSync(file)).toString("utf8"), { assumeValidSDL: true });
  for (const name of NUMBERS_AS_TEXT) {
    const scalar = schema.getType(name);
    if (isScalarType(scalar)) scalar.serialize = String;
  }
  return schema;
}
