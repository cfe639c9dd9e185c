import { parseGid, toGid } from "../../state/gid.ts";
import { definitionKey, digestOf, metafieldKey, metafieldsOf, metafieldsOfDefinition, ownerTypeOf, resolveNamespace } from "../../state/metafields.ts";
import type { Metafield, MetafieldDefinition } from "../../state/types.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { categoryOf, jsonValueOf } from "../metafield-values.ts";
import { recordOf } from "../queries.ts";

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
  jsonValue: ({ type, value }) => jsonValueOf(type, value),
  owner: ({ ownerGid }, _args, api) => recordOf(api, ownerGid),
  description: () => null,
  reference: ({ type, value }, _args, api) => (type.endsWith("_reference") && !type.startsWith("list.") ? recordOf(api, value) : null),
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
  access: ({ adminAccess, storefrontAccess, customerAccountAccess }) => ({
    admin: adminAccess,
    storefront: storefrontAccess,
    customerAccount: customerAccountAccess,
  }),
  validations: ({ validations }) => validations,
  validationStatus: () => "ALL_VALID",
  pinnedPosition: ({ pinnedPosition }) => pinnedPosition,
  useAsCollectionCondition: ({ isCollectionCondition }) => isCollectionCondition,
  standardTemplate: ({ standardTemplateId }) => (standardTemplateId === null ? null : { id: toGid("StandardMetafieldDefinitionTemplate", standardTemplateId) }),
  capabilities: capabilitiesOf,
  constraints: ({ constraints }) => constraints ?? { key: null, values: [] },
  metafieldsCount: (definition, _args, { shop }) => metafieldsOfDefinition(shop, definition).size,
  metafields: (definition, args, { shop }) => listConnection([...metafieldsOfDefinition(shop, definition).values()], args),
};

/** Types by which a product list can be filtered, a collection made, or two owners told apart. */
const CONDITION_TYPES = new Set([
  "boolean",
  "number_decimal",
  "number_integer",
  "rating",
  "single_line_text_field",
  "metaobject_reference",
  "list.metaobject_reference",
  "list.single_line_text_field",
]);
const UNIQUE_TYPES = new Set(["id", "number_integer", "single_line_text_field", "url"]);

function capabilitiesOf({ type, isAdminFilterable, isCollectionCondition, isUnique }: MetafieldDefinition): object {
  const [canBeCondition, canBeUnique] = [CONDITION_TYPES.has(type), UNIQUE_TYPES.has(type)];
  return {
    adminFilterable: {
      enabled: isAdminFilterable,
      eligible: type !== "json" && type !== "rich_text_field",
      status: isAdminFilterable ? "FILTERABLE" : "NOT_FILTERABLE",
    },
    analyticsQueryable: { enabled: false, eligible: false },
    cartToOrderCopyable: { enabled: false, eligible: false },
    smartCollectionCondition: { enabled: isCollectionCondition, eligible: canBeCondition },
    uniqueValues: { enabled: isUnique, eligible: canBeUnique },
  };
}

const constraintsOfDefinition: TypeResolvers<{ key: string | null; values: string[] }> = {
  key: ({ key }) => key,
  values: ({ values }, args) =>
    listConnection(
      values.map((value) => ({ id: value, value })),
      args,
    ),
};

export const metafieldTypes: ResolverMap = {
  MetafieldDefinitionConstraints: constraintsOfDefinition,
  Metafield: metafield,
  MetafieldDefinition: metafieldDefinition,
};
