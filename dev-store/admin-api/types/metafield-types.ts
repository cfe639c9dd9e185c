import { parseGid, toGid } from "../../state/gid.ts";
import { definitionKey, digestOf, metafieldKey, metafieldsOf, ownerTypeOf, resolveNamespace } from "../../state/metafields.ts";
import type { Metafield, MetafieldDefinition } from "../../state/types.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";

/** The two fields by which any resource shows its metafields. */
export function metafieldFields<T>(gidOf: (record: T) => string): TypeResolvers<T> {
  return {
    metafield: (record, args, api) => {
      const namespace = resolveNamespace(args["namespace"], api.app);
      return api.shop.metafields.get(metafieldKey(gidOf(record), namespace, args["key"])) ?? null;
    },
    metafields: (record, args, api) => listConnection(matching(metafieldsOf(api.shop, gidOf(record)), args, api), args),
  };
}

function matching(metafields: readonly Metafield[], args: Args, api: ApiContext): Metafield[] {
  const namespace = args["namespace"] == null ? null : resolveNamespace(args["namespace"], api.app);
  const keys: string[] | null = args["keys"] ?? null;
  return metafields.filter(
    (metafield) => (namespace === null || metafield.namespace === namespace) && (keys === null || keys.includes(`${metafield.namespace}.${metafield.key}`)),
  );
}

const metafield: TypeResolvers<Metafield> = {
  id: ({ id }) => toGid("Metafield", id),
  legacyResourceId: ({ id }) => id,
  namespace: ({ namespace }) => namespace,
  key: ({ key }) => key,
  type: ({ type }) => type,
  value: ({ value }) => value,
  jsonValue: ({ type, value }) => (type === "json" || /^(number|boolean|list)/.test(type) ? JSON.parse(value) : value),
  compareDigest: digestOf,
  ownerType: ({ ownerGid }) => ownerTypeOf(parseGid(ownerGid)?.type ?? ""),
  sizeInBytes: ({ value }) => Buffer.byteLength(value),
  definition: (record, _args, { shop }) => {
    const ownerType = ownerTypeOf(parseGid(record.ownerGid)?.type ?? "") ?? "";
    return shop.metafieldDefinitions.get(definitionKey(ownerType, record.namespace, record.key)) ?? null;
  },
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

const metafieldDefinition: TypeResolvers<MetafieldDefinition> = {
  id: ({ id }) => toGid("MetafieldDefinition", id),
  name: ({ name }) => name,
  namespace: ({ namespace }) => namespace,
  key: ({ key }) => key,
  description: ({ description }) => description,
  ownerType: ({ ownerType }) => ownerType,
  type: ({ type }) => ({ name: type, category: categoryOf(type) }),
  access: ({ adminAccess, storefrontAccess }) => ({
    admin: adminAccess,
    storefront: storefrontAccess,
    customerAccount: "NONE",
  }),
  validations: ({ validations }) => validations,
  validationStatus: () => "ALL_VALID",
  pinnedPosition: () => null,
};

function categoryOf(type: string): string {
  if (type === "json" || type.endsWith("_text_field")) return type === "json" ? "JSON" : "TEXT";
  if (type.startsWith("number_")) return "NUMBER";
  return type === "boolean" ? "TRUE_FALSE" : "DATE_TIME";
}

export const metafieldTypes: ResolverMap = { Metafield: metafield, MetafieldDefinition: metafieldDefinition };
