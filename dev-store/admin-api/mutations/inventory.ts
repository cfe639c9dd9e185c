import { adjustQuantities, setQuantities } from "../../commerce/adjust.ts";
import type { MadeChange } from "../../commerce/adjust.ts";
import { levelOf, takeId, timestamp } from "../../commerce/context.ts";
import { changeQuantities, stockItem } from "../../commerce/inventory.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { invalidFieldArguments } from "../api-error.ts";

type AdjustmentGroup = {
  id: number;
  createdAt: string;
  reason: string;
  referenceDocumentUri: string | null;
  changes: MadeChange[];
};

const MAX_QUANTITY = 1_000_000_000;

const adjustmentGroup: TypeResolvers<AdjustmentGroup> = {
  id: ({ id }) => toGid("InventoryAdjustmentGroup", id),
  createdAt: ({ createdAt }) => createdAt,
  reason: ({ reason }) => reason,
  referenceDocumentUri: ({ referenceDocumentUri }) => referenceDocumentUri,
  app: (_group, _args, { app }) => app,
  staffMember: () => null,
  changes: ({ changes }, args) => {
    const names: string[] | null = args["quantityNames"] ?? null;
    return names === null ? changes : changes.filter(({ name }) => names.includes(name));
  },
};

const inventoryChange: TypeResolvers<MadeChange> = {
  name: ({ name }) => name,
  delta: ({ delta }) => delta,
  quantityAfterChange: () => null,
  ledgerDocumentUri: ({ ledgerDocumentUri }) => ledgerDocumentUri,
  item: ({ inventoryItemId }, _args, { shop }) => shop.inventoryItems.get(inventoryItemId) ?? null,
  location: ({ locationId }, _args, { shop }) => shop.locations.get(locationId) ?? null,
};

export const inventoryMutationTypes: ResolverMap = {
  InventoryAdjustmentGroup: adjustmentGroup,
  InventoryChange: inventoryChange,
};

function groupOf(api: ApiContext, input: Args, changes: MadeChange[]): AdjustmentGroup | null {
  if (changes.length === 0) return null;
  return {
    id: takeId(api.commerce),
    createdAt: timestamp(api.commerce),
    reason: input["reason"],
    referenceDocumentUri: input["referenceDocumentUri"] ?? null,
    changes,
  };
}

/** The schema lets `changeFromQuantity` be left out; the API does not. Null is a way to say "do not compare". */
function requireChangeFrom(inputs: readonly Args[], typeName: string): void {
  if (inputs.every((input) => "changeFromQuantity" in input)) return;
  throw invalidFieldArguments(`${typeName} must include the following argument: changeFromQuantity.`);
}

function placeOf(input: Args): { inventoryItemId: number | null; locationId: number | null; changeFromQuantity: number | null } {
  return {
    inventoryItemId: idOf("InventoryItem", input["inventoryItemId"]),
    locationId: idOf("Location", input["locationId"]),
    changeFromQuantity: input["changeFromQuantity"] ?? null,
  };
}

export const inventoryMutations: TypeResolvers<unknown> = {
  inventoryAdjustQuantities: (_source, { input }, api) => {
    const changes: Args[] = input.changes;
    requireChangeFrom(changes, "InventoryChangeInput");
    const outcome = adjustQuantities(api.commerce, {
      name: input.name,
      reason: input.reason,
      changes: changes.map((change) => ({
        ...placeOf(change),
        delta: change["delta"],
        ledgerDocumentUri: change["ledgerDocumentUri"] ?? null,
      })),
    });
    if (!outcome.ok) return { inventoryAdjustmentGroup: null, userErrors: outcome.errors };
    return { inventoryAdjustmentGroup: groupOf(api, input, outcome.value), userErrors: [] };
  },

  inventorySetQuantities: (_source, { input }, api) => {
    const quantities: Args[] = input.quantities;
    requireChangeFrom(quantities, "InventoryQuantityInput");
    const outcome = setQuantities(api.commerce, {
      name: input.name,
      reason: input.reason,
      quantities: quantities.map((wanted) => ({ ...placeOf(wanted), quantity: wanted["quantity"] })),
    });
    if (!outcome.ok) return { inventoryAdjustmentGroup: null, userErrors: outcome.errors };
    return { inventoryAdjustmentGroup: groupOf(api, input, outcome.value), userErrors: [] };
  },

  inventoryActivate: (_source, args, api) => activate(args, api),
};

function activate(args: Args, api: ApiContext): object {
  const inventoryItemId = idOf("InventoryItem", args["inventoryItemId"]) ?? 0;
  const location = api.shop.locations.get(idOf("Location", args["locationId"]) ?? 0);
  const refuse = (fields: string[], message: string): object => ({
    inventoryLevel: (location && levelOf(api.shop, inventoryItemId, location.id)) ?? null,
    userErrors: fields.map((field) => ({ field: [field], message, code: null })),
  });
  if (!api.shop.inventoryItems.has(inventoryItemId)) return refuse(["inventoryItemId"], "The product couldn't be stocked because it wasn't found.");
  if (location === undefined) return refuse(["locationId"], "The product couldn't be stocked because the location wasn't found.");
  const { available, onHand } = args;
  const couldNot = `The product couldn't be stocked at ${location.name} because`;
  if (available != null && onHand != null) {
    return refuse(["available", "onHand"], `${couldNot} not allowed to set available and on_hand quantities at the same time.`);
  }
  const quantity: number = available ?? onHand ?? 0;
  const field = onHand == null ? "available" : "onHand";
  if (Math.abs(quantity) > MAX_QUANTITY) return refuse([field], `${couldNot} the quantity needs to be between -1 billion and 1 billion.`);
  const isNew = levelOf(api.shop, inventoryItemId, location.id) === undefined;
  if (!isNew && quantity !== 0) {
    const name = onHand == null ? "available" : "on_hand";
    return refuse([field], `Not allowed to set an ${name} quantity when the item is already active at the location.`);
  }
  const level = stockItem(api.commerce, { inventoryItemId, locationId: location.id });
  changeQuantities(api.commerce, [{ inventoryItemId, locationId: location.id, name: "available", delta: quantity }]);
  return { inventoryLevel: level, userErrors: [] };
}
