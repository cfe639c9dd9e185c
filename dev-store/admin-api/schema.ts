import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildSchema } from "graphql";
import type { GraphQLSchema } from "graphql";

export const API_VERSION = "2026-10";

let schema: GraphQLSchema | null = null;

/** Shopify's official schema. Built once a process; building takes a few hundred milliseconds. */
export function adminSchema(): GraphQLSchema {
  if (schema !== null) return schema;
  const file = new URL(`../schema/admin-${API_VERSION}.graphql.gz`, import.meta.url);
  schema = buildSchema(gunzipSync(readFileSync(file)).toString("utf8"), { assumeValidSDL: true });
  return schema;
}
