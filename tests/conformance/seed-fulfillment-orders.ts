import { placeOrder } from "../../dev-store/commerce/checkout.ts";
import { indexOrder } from "../../dev-store/state/shop-state.ts";
import type { FulfillmentOrder, FulfillmentOrderLine, Order } from "../../dev-store/state/types.ts";
import { gidIn } from "./id-map.ts";
import { nodesIn, objectIn, textIn } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";
import { byAge, learn, ofType } from "./seed.ts";
import type { Seed } from "./seed.ts";

/**
 * Fulfillment orders of which no order is shown: lists of all of them begin with those of long ago. Those that share a
 * line item are of one order. They get ids in their recorded order, for lists are sorted by id.
 */
export function seedLoneFulfillmentOrders(seed: Seed): void {
  const lone = byAge(ofType(seed.views, "FulfillmentOrder")).filter((view) => seed.ids.translate(textIn(view, "id") ?? "") === textIn(view, "id"));
  const seeded = groupsByLine(lone).flatMap((group) => seedGroup(seed, group));
  const ids = seeded.map(({ ours }) => ours.id).sort((one, other) => one - other);
  const byRecordedAge = lone.flatMap((view) => seeded.find((one) => one.view === view) ?? []);
  for (const [position, { ours, order, view }] of byRecordedAge.entries()) {
    ours.id = ids[position] ?? ours.id;
    indexOrder(seed.context.shop, order);
    learn(seed, view, "FulfillmentOrder", ours.id);
  }
}

type Seeded = { view: JsonObject; order: Order; ours: FulfillmentOrder };

function lineItemsIn(view: JsonObject): JsonObject[] {
  return nodesIn(view["lineItems"])
    .map((line) => objectIn(line, "lineItem"))
    .filter((line) => line !== null);
}

function groupsByLine(views: readonly JsonObject[]): JsonObject[][] {
  const groups: { lineItemIds: Set<string>; group: JsonObject[] }[] = [];
  for (const view of views) {
    const lineItemIds = lineItemsIn(view).flatMap((line) => textIn(line, "id") ?? []);
    const known = groups.find((one) => lineItemIds.some((id) => one.lineItemIds.has(id)));
    if (known === undefined) groups.push({ lineItemIds: new Set(lineItemIds), group: [view] });
    else {
      known.group.push(view);
      for (const id of lineItemIds) known.lineItemIds.add(id);
    }
  }
  return groups.filter(({ lineItemIds }) => lineItemIds.size > 0).map(({ group }) => group);
}

function seedGroup(seed: Seed, group: readonly JsonObject[]): Seeded[] {
  const lines = [...new Map(group.flatMap(lineItemsIn).map((line) => [textIn(line, "id"), line])).values()];
  const outcome = placeOrder(
    seed.context,
    {
      email: null,
      hasCustomer: false,
      lines: lines.map((line) => ({ variantId: null, title: textIn(line, "title") ?? "Item", quantity: Math.max(1, unitsIn(line["quantity"])) })),
    },
    "BYPASS",
  );
  if (!outcome.ok) throw new Error(`fulfillment orders of the recording cannot be seeded: ${outcome.errors[0]?.message ?? ""}`);
  const order = outcome.value;
  lines.forEach((line, index) => learn(seed, line, "LineItem", order.lineItems[index]?.id ?? 0));
  const [first] = order.fulfillmentOrders;
  if (first === undefined) throw new Error(`order ${order.id} was placed without a fulfillment order`);
  order.fulfillmentOrders = group.map((view) => asShown(seed, view, { order, like: first }));
  return group.flatMap((view, index) => {
    const ours = order.fulfillmentOrders[index];
    return ours === undefined ? [] : [{ view, order, ours }];
  });
}

function asShown(seed: Seed, view: JsonObject, { order, like }: { order: Order; like: FulfillmentOrder }): FulfillmentOrder {
  const numberOf = (gid: string | null): number => Number(gidIn(seed.ids.translate(gid ?? ""))?.id ?? 0);
  const { store } = seed.context;
  const nextId = (): number => (store.nextId += 1);
  const lines = nodesIn(view["lineItems"]).map((line): FulfillmentOrderLine => {
    const lineItemId = numberOf(textIn(line, "lineItem", "id"));
    const ours = { id: nextId(), lineItemId, totalQuantity: unitsIn(line["totalQuantity"]), remainingQuantity: unitsIn(line["remainingQuantity"]) };
    learn(seed, line, "FulfillmentOrderLineItem", ours.id);
    return ours;
  });
  return {
    ...like,
    id: nextId(),
    locationId: numberOf(textIn(view, "assignedLocation", "location", "id")) || like.locationId,
    // Shopify's own words; what the dev store does not know shows as a difference.
    status: (textIn(view, "status") ?? like.status) as FulfillmentOrder["status"],
    requestStatus: (textIn(view, "requestStatus") ?? like.requestStatus) as FulfillmentOrder["requestStatus"],
    fulfillAt: textIn(view, "fulfillAt") ?? like.fulfillAt,
    fulfillBy: textIn(view, "fulfillBy"),
    updatedAt: textIn(view, "updatedAt") ?? order.updatedAt,
    lines,
  };
}

function unitsIn(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}
