import { adjustQuantities, moveQuantities, setOnHandQuantities, setQuantities } from "../../commerce/adjust.ts";
import type { Explanation, MadeChange, MoveTerminal } from "../../commerce/adjust.ts";
import { takeId, timestamp } from "../../commerce/context.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { invalidFieldArguments } from "../api-error.ts";

/** Mutations that change quantities, and the group of changes that each of them answers. */

type AdjustmentGroup = Explanation & { id: number; createdAt: string; changes: MadeChange[] };

const adjustmentGroup: TypeResolvers<AdjustmentGroup> = {
  id: ({ id }) => toGid("InventoryAdjustmentGroup", id),
  createdAt: ({ createdAt }) => createdAt,
  reason: ({ reason }) => reason,
  referenceDocumentUri: ({ referenceDocumentUri }) => referenceDocumentUri,
  app: (_group, _args, { app }) => app,
  staffMember: () => null,
  changes: ({ changes }, args) => {
    const isAsked = (argument: string, value: string): boolean => args[argument] == null || (args[argument] as string[]).includes(value);
    return changes.filter(
      ({ name, inventoryItemId, locationId }) =>
        isAsked("quantityNames", name) &&
        isAsked("inventoryItemIds", toGid("InventoryItem", inventoryItemId)) &&
        isAsked("locationIds", toGid("Location", locationId)),
    );
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

function payload(api: ApiContext, explanation: Explanation, outcome: Outcome<MadeChange[]>): object {
  if (!outcome.ok) return { inventoryAdjustmentGroup: null, userErrors: outcome.errors };
  if (outcome.value.length === 0) return { inventoryAdjustmentGroup: null, userErrors: [] };
  const group: AdjustmentGroup = { ...explanation, id: takeId(api.commerce), createdAt: timestamp(api.commerce), changes: outcome.value };
  return { inventoryAdjustmentGroup: group, userErrors: [] };
}

function explanationOf(input: Args): Explanation {
  return { reason: input["reason"], referenceDocumentUri: input["referenceDocumentUri"] ?? null };
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

function terminalOf(input: Args): MoveTerminal {
  return {
    locationId: idOf("Location", input["locationId"]),
    name: input["name"],
    changeFromQuantity: input["changeFromQuantity"] ?? null,
    ledgerDocumentUri: input["ledgerDocumentUri"] ?? null,
  };
}

export const inventoryMutations: TypeResolvers<unknown> = {
  inventoryAdjustQuantities: (_source, { input }, api) => {
    const inputs: Args[] = input.changes;
    requireChangeFrom(inputs, "InventoryChangeInput");
    const changes = inputs.map((change) => ({ ...placeOf(change), delta: change["delta"], ledgerDocumentUri: change["ledgerDocumentUri"] ?? null }));
    const explanation = explanationOf(input);
    return payload(api, explanation, adjustQuantities(api.commerce, { ...explanation, name: input.name, changes }));
  },

  inventorySetQuantities: (_source, { input }, api) => {
    const inputs: Args[] = input.quantities;
    requireChangeFrom(inputs, "InventoryQuantityInput");
    const quantities = inputs.map((wanted) => ({ ...placeOf(wanted), quantity: wanted["quantity"] }));
    const explanation = explanationOf(input);
    return payload(api, explanation, setQuantities(api.commerce, { ...explanation, name: input.name, quantities }));
  },

  inventorySetOnHandQuantities: (_source, { input }, api) => {
    const inputs: Args[] = input.setQuantities;
    requireChangeFrom(inputs, "InventorySetQuantityInput");
    const wanted = inputs.map((one) => ({ ...placeOf(one), quantity: one["quantity"] }));
    const explanation = explanationOf(input);
    return payload(api, explanation, setOnHandQuantities(api.commerce, { ...explanation, setQuantities: wanted }));
  },

  inventoryMoveQuantities: (_source, { input }, api) => {
    const inputs: Args[] = input.changes;
    requireChangeFrom(
      inputs.flatMap(({ from, to }) => [from, to]),
      "InventoryMoveQuantityTerminalInput",
    );
    const changes = inputs.map(({ inventoryItemId, quantity, from, to }) => ({
      inventoryItemId: idOf("InventoryItem", inventoryItemId),
      quantity,
      from: terminalOf(from),
      to: terminalOf(to),
    }));
    const explanation = explanationOf(input);
    return payload(api, explanation, moveQuantities(api.commerce, { ...explanation, changes }));
  },
};
