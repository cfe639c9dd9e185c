import { takeId, timestamp } from "../../dev-store/commerce/context.ts";
import { definitionKey, metafieldKey } from "../../dev-store/state/metafields.ts";
import type { MetafieldDefinition } from "../../dev-store/state/types.ts";
import { gidIn } from "./id-map.ts";
import { nodesIn, objectIn, textIn } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { learn } from "./seed.ts";
import type { Seed } from "./seed.ts";

/** A definition that the shop had, with as many metafields as it is said to describe, on owners that nothing shows. */
export function seedDefinition(seed: Seed, view: JsonObject): void {
  const [ownerType, namespace, key, type] = [textIn(view, "ownerType"), textIn(view, "namespace"), textIn(view, "key"), textIn(view, "type", "name")];
  if (ownerType === null || namespace === null || key === null || type === null) return;
  const { shop } = seed.context;
  const isEnabled = (capability: string): boolean => objectIn(view, "capabilities", capability)?.["enabled"] === true;
  const definition: MetafieldDefinition = {
    id: takeId(seed.context),
    ownerType,
    namespace,
    key,
    type,
    name: textIn(view, "name") ?? key,
    description: textIn(view, "description"),
    adminAccess: textIn(view, "access", "admin") ?? "PUBLIC_READ_WRITE",
    storefrontAccess: textIn(view, "access", "storefront") ?? "NONE",
    customerAccountAccess: textIn(view, "access", "customerAccount") ?? "NONE",
    validations: nodesIn(view["validations"]).map((validation) => ({ name: String(validation["name"]), value: String(validation["value"]) })),
    pinnedPosition: typeof view["pinnedPosition"] === "number" ? view["pinnedPosition"] : null,
    isAdminFilterable: isEnabled("adminFilterable"),
    isCollectionCondition: isEnabled("smartCollectionCondition"),
    isUnique: isEnabled("uniqueValues"),
    constraints: constraintsIn(view),
    standardTemplateId: templateIn(view),
  };
  shop.metafieldDefinitions.set(definitionKey(ownerType, namespace, key), definition);
  learn(seed, view, "MetafieldDefinition", definition.id);
  for (let left = Number(view["metafieldsCount"] ?? 0); left > 0; left -= 1) describeOne(seed, definition);
}

/** Constraints go on after the page where it says so. */
function constraintsIn(view: JsonObject): MetafieldDefinition["constraints"] {
  const key = textIn(view, "constraints", "key");
  const values = objectIn(view, "constraints", "values");
  if (key === null || values === null) return null;
  const shown = nodesIn(values).flatMap((node) => textIn(node, "value") ?? []);
  return { key, values: objectIn(values, "pageInfo")?.["hasNextPage"] === true ? [...shown, "further"] : shown };
}

function templateIn(view: JsonObject): number | null {
  const template = textIn(view, "standardTemplate", "id");
  return template === null ? null : Number(gidIn(template)?.id ?? 0);
}

const OWNERS: Record<string, string> = {
  CUSTOMER: "Customer",
  LOCATION: "Location",
  ORDER: "Order",
  PRODUCT: "Product",
  PRODUCTVARIANT: "ProductVariant",
  SHOP: "Shop",
};

function describeOne({ context }: Seed, { ownerType, namespace, key, type }: MetafieldDefinition): void {
  const owner = OWNERS[ownerType];
  if (owner === undefined) return;
  const now = timestamp(context);
  const ownerGid = `gid://shopify/${owner}/${takeId(context)}`;
  context.shop.metafields.set(metafieldKey(ownerGid, namespace, key), {
    id: takeId(context),
    ownerGid,
    namespace,
    key,
    type,
    value: "{}",
    createdAt: now,
    updatedAt: now,
  });
}
