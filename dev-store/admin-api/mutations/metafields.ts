import { takeId, timestamp } from "../../commerce/context.ts";
import { parseGid } from "../../state/gid.ts";
import { definitionKey, digestOf, isForeignNamespace, metafieldKey, ownerTypeOf, resolveNamespace } from "../../state/metafields.ts";
import type { Metafield } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { accessDenied } from "../api-error.ts";
import { recordOf } from "../queries.ts";

const MAX_METAFIELDS = 25;
const MAX_VALUE_BYTES = 2_000_000;
const MAX_JSON_BYTES = 128_000;
const DEFINITION_ACCESS = "API client to have access to the namespace and the resource type associated with the metafield definition.\n";

type SetError = { field: string[]; message: string; code: string; elementIndex: number | null };
type Wanted = { ownerGid: string; namespace: string; key: string; type: string; value: string };

export const metafieldMutations: TypeResolvers<unknown> = {
  metafieldsSet: (_source, args, api) => setMetafields(args["metafields"], api),

  metafieldsDelete: (_source, args, api) => {
    const inputs: Args[] = args["metafields"];
    const deletedMetafields = inputs.map((input) => {
      const namespace = resolveNamespace(input["namespace"], api.app);
      const key = metafieldKey(input["ownerId"], namespace, input["key"]);
      if (!api.shop.metafields.delete(key)) return null;
      return { ownerId: input["ownerId"], namespace: input["namespace"], key: input["key"] };
    });
    return { deletedMetafields, userErrors: [] };
  },

  metafieldDefinitionCreate: (_source, { definition }, api) => createDefinition(definition, api),
};

/** Sets all or none, as Shopify does. */
function setMetafields(inputs: Args[], api: ApiContext): object {
  if (inputs.length > MAX_METAFIELDS) {
    const message = `Exceeded the maximum metafields input limit of ${MAX_METAFIELDS}.`;
    return { metafields: null, userErrors: [{ field: ["metafields"], message, code: "LESS_THAN_OR_EQUAL_TO", elementIndex: null }] };
  }
  const checked = inputs.map((input, index) => check(input, index, api));
  const userErrors = checked.flatMap((one) => ("error" in one ? [one.error] : []));
  if (userErrors.length > 0) return { metafields: [], userErrors };
  return { metafields: checked.map((one) => ("wanted" in one ? store(api, one.wanted) : null)), userErrors: [] };
}

function check(input: Args, index: number, api: ApiContext): { error: SetError } | { wanted: Wanted } {
  const refuse = (name: string, message: string, code: string): { error: SetError } => ({
    error: { field: ["metafields", String(index), name], message, code, elementIndex: index },
  });
  const ownerGid: string = input["ownerId"];
  const ownerType = ownerTypeOf(parseGid(ownerGid)?.type ?? "");
  if (ownerType === null || recordOf(api, ownerGid) === null) return refuse("ownerId", "Owner does not exist.", "INVALID");
  const namespace = resolveNamespace(input["namespace"], api.app);
  if (isForeignNamespace(namespace, api.app))
    return refuse("namespace", "Access to this namespace and key on Metafields for this resource type is not allowed.", "APP_NOT_AUTHORIZED");
  const key: string = input["key"];
  const present = api.shop.metafields.get(metafieldKey(ownerGid, namespace, key));
  const definition = api.shop.metafieldDefinitions.get(definitionKey(ownerType, namespace, key));
  const type: string | undefined = input["type"] ?? definition?.type ?? present?.type;
  if (type === undefined) return refuse("type", "can't be blank", "BLANK");
  if (definition !== undefined && definition.type !== type) {
    return refuse("type", `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`, "INVALID_TYPE");
  }
  const value: string = input["value"];
  const problem = valueProblem(type, value);
  if (problem !== null) return refuse("value", problem, "INVALID_VALUE");
  if ("compareDigest" in input && input["compareDigest"] !== (present === undefined ? null : digestOf(present))) {
    return refuse("compareDigest", "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.", "STALE_OBJECT");
  }
  return { wanted: { ownerGid, namespace, key, type, value } };
}

function valueProblem(type: string, value: string): string | null {
  if (value === "") return "can't be blank";
  const limit = type === "json" ? MAX_JSON_BYTES : MAX_VALUE_BYTES;
  if (Buffer.byteLength(value) > limit) return `is too long (maximum is ${limit} characters)`;
  if (type === "number_integer" && !/^-?\d+$/.test(value)) return "Value must be an integer.";
  if (type === "json" && !isJson(value)) return "Value is invalid JSON.";
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function store({ commerce, shop }: ApiContext, wanted: Wanted): Metafield {
  const now = timestamp(commerce);
  const mapKey = metafieldKey(wanted.ownerGid, wanted.namespace, wanted.key);
  const present = shop.metafields.get(mapKey);
  const metafield: Metafield = {
    ...wanted,
    id: present?.id ?? takeId(commerce),
    createdAt: present?.createdAt ?? now,
    updatedAt: now,
  };
  shop.metafields.set(mapKey, metafield);
  return metafield;
}

function createDefinition(input: Args, api: ApiContext): object {
  const namespace = resolveNamespace(input["namespace"], api.app);
  if (isForeignNamespace(namespace, api.app)) throw accessDenied("metafieldDefinitionCreate", DEFINITION_ACCESS);
  const mapKey = definitionKey(input["ownerType"], namespace, input["key"]);
  if (api.shop.metafieldDefinitions.has(mapKey)) {
    const message = `Key is in use for ${ownerLabel(input["ownerType"])} metafields on the '${namespace}' namespace.`;
    return { createdDefinition: null, userErrors: [{ field: ["definition", "key"], message, code: "TAKEN" }] };
  }
  const definition = {
    id: takeId(api.commerce),
    ownerType: input["ownerType"],
    namespace,
    key: input["key"],
    name: input["name"],
    description: input["description"] ?? null,
    type: input["type"],
    adminAccess: input["access"]?.admin ?? "PUBLIC_READ_WRITE",
    storefrontAccess: input["access"]?.storefront ?? "NONE",
    validations: input["validations"] ?? [],
  };
  api.shop.metafieldDefinitions.set(mapKey, definition);
  return { createdDefinition: definition, userErrors: [] };
}

function ownerLabel(ownerType: string): string {
  return ownerType.charAt(0) + ownerType.slice(1).toLowerCase();
}
