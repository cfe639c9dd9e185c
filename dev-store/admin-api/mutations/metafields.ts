import { takeId, timestamp } from "../../commerce/context.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { parseGid } from "../../state/gid.ts";
import { definitionKey, digestOf, isForeignNamespace, metafieldKey, ownerTypeOf, resolveNamespace } from "../../state/metafields.ts";
import type { Metafield } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { isMetafieldType, validationProblem, valueProblem } from "../metafield-values.ts";
import { recordOf } from "../queries.ts";

const MAX_METAFIELDS = 25;
const MIN_KEY_LENGTH = 2;
const MAX_KEY_LENGTH = 64;
const MIN_NAMESPACE_LENGTH = 3;
const MAX_NAMESPACE_LENGTH = 255;
const NOT_ALLOWED = "Access to this namespace and key on Metafields for this resource type is not allowed.";

type SetError = { field: string[]; message: string; code: string; elementIndex: number | null };
type Wanted = { ownerGid: string; namespace: string; key: string; type: string; value: string };

export const metafieldMutations: TypeResolvers<unknown> = {
  metafieldsSet: (_source, args, api) => setMetafields(args["metafields"], api),

  metafieldsDelete: (_source, args, api) => {
    const inputs: Args[] = args["metafields"];
    const foreign = inputs.findIndex((input) => isForeignNamespace(resolveNamespace(input["namespace"], api.app), api.app));
    if (foreign !== -1) return { deletedMetafields: null, userErrors: [{ field: ["metafields", String(foreign), "namespace"], message: NOT_ALLOWED }] };
    const deletedMetafields = inputs.map((input) => {
      const namespace = resolveNamespace(input["namespace"], api.app);
      const key = metafieldKey(input["ownerId"], namespace, input["key"]);
      if (!api.shop.metafields.delete(key)) return null;
      return { ownerId: input["ownerId"], namespace: input["namespace"], key: input["key"] };
    });
    return { deletedMetafields, userErrors: [] };
  },
};

/** Metafields that come inside another mutation's input belong to what it makes. */
export function setOwnMetafields(ownerGid: string, inputs: Args[], api: ApiContext): UserError[] {
  if (inputs.length === 0) return [];
  const checked = inputs.map((input, index) => check({ ...input, ownerId: ownerGid }, index, api));
  const errors = checked.flatMap((one) => ("error" in one ? [{ field: one.error.field, message: one.error.message, code: null }] : []));
  if (errors.length === 0) for (const one of checked) if ("wanted" in one) store(api, one.wanted);
  return errors;
}

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

type Checked = { error: SetError } | { wanted: Wanted };
type Refuse = (name: string, message: string, code: string) => { error: SetError };

function check(input: Args, index: number, api: ApiContext): Checked {
  const refuse: Refuse = (name, message, code) => ({ error: { field: ["metafields", String(index), name], message, code, elementIndex: index } });
  const ownerGid: string = input["ownerId"];
  const ownerType = ownerTypeOf(parseGid(ownerGid)?.type ?? "");
  if (ownerType === null || recordOf(api, ownerGid) === null) return refuse("ownerId", "Owner does not exist.", "INVALID");
  const namespace = resolveNamespace(input["namespace"], api.app);
  if (isForeignNamespace(namespace, api.app)) return refuse("namespace", NOT_ALLOWED, "APP_NOT_AUTHORIZED");
  const key: string = input["key"];
  const named = namingProblem(namespace, key, refuse);
  if (named !== null) return named;
  const present = api.shop.metafields.get(metafieldKey(ownerGid, namespace, key));
  const definition = api.shop.metafieldDefinitions.get(definitionKey(ownerType, namespace, key));
  const type: string | undefined = input["type"] ?? definition?.type ?? present?.type;
  if (type === undefined || type === "") return refuse("type", "can't be blank", "BLANK");
  if (!isMetafieldType(type)) return refuse("type", `'${type}' is not a valid metafield type`, "INVALID_TYPE");
  if (definition !== undefined && definition.type !== type) {
    return refuse("type", `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`, "INVALID_TYPE");
  }
  const value: string = input["value"];
  const problem = valueProblem(type, value) ?? (definition === undefined ? null : validationProblem(definition, value));
  if (problem !== null) return refuse("value", problem, value === "" ? "BLANK" : "INVALID_VALUE");
  if ("compareDigest" in input && input["compareDigest"] !== (present === undefined ? null : digestOf(present))) {
    return refuse("compareDigest", "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.", "STALE_OBJECT");
  }
  return { wanted: { ownerGid, namespace, key, type, value } };
}

function namingProblem(namespace: string, key: string, refuse: Refuse): Checked | null {
  if (key === "") return refuse("key", "can't be blank", "BLANK");
  if (key.length < MIN_KEY_LENGTH) return refuse("key", `is too short (minimum is ${MIN_KEY_LENGTH} characters)`, "TOO_SHORT");
  if (key.length > MAX_KEY_LENGTH) return refuse("key", `is too long (maximum is ${MAX_KEY_LENGTH} characters)`, "TOO_LONG");
  if (namespace.length < MIN_NAMESPACE_LENGTH) return refuse("namespace", `is too short (minimum is ${MIN_NAMESPACE_LENGTH} characters)`, "TOO_SHORT");
  if (namespace.length > MAX_NAMESPACE_LENGTH) return refuse("namespace", `is too long (maximum is ${MAX_NAMESPACE_LENGTH} characters)`, "TOO_LONG");
  return null;
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
