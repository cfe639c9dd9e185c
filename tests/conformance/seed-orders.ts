import { placeOrder } from "../../dev-store/commerce/checkout.ts";
import type { CheckoutLine } from "../../dev-store/commerce/checkout.ts";
import type { FinancialStatus, Order } from "../../dev-store/state/types.ts";
import { gidIn } from "./id-map.ts";
import { nodesIn, objectIn, objectsAmong, textIn } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { centsIn, learn, wholeView } from "./seed.ts";
import type { Seed } from "./seed.ts";

/** An order as a recording shows it, placed without taking stock, as the recorded ones were. */
export function seedOrder(seed: Seed, view: JsonObject): void {
  const shown = linesIn(seed, view);
  const lines = shown.length === 0 ? [loneLine(view)] : shown.map((line) => newLine(seed, line, evenPrice(view, shown)));
  const outcome = placeOrder(
    seed.context,
    { lines, email: textIn(view, "email"), hasCustomer: false, financialStatus: financialStatusIn(view), note: textIn(view, "note"), sourceName: "app" },
    "BYPASS",
  );
  if (!outcome.ok) throw new Error(`an order of the recording cannot be seeded: ${outcome.errors[0]?.message ?? ""}`);
  const order = outcome.value;
  const tags = view["tags"];
  if (Array.isArray(tags)) order.tags = tags.flatMap((tag) => (typeof tag === "string" ? [tag] : []));
  order.cancelledAt = textIn(view, "cancelledAt");
  const currency = textIn(view, "currentTotalPriceSet", "shopMoney", "currencyCode");
  if (currency !== null) order.currencyCode = currency;
  learnOrder(seed, view, order, shown);
}

function learnOrder(seed: Seed, view: JsonObject, order: Order, shown: readonly JsonObject[]): void {
  learn(seed, view, "Order", order.id);
  const name = textIn(view, "name");
  if (name !== null) seed.ids.learnNumber("name", name, order.name);
  shown.forEach((line, index) => learn(seed, line, "LineItem", order.lineItems[index]?.id ?? 0));
  nodesIn(view["fulfillmentOrders"]).forEach((fulfillmentOrder, index) => {
    const ours = order.fulfillmentOrders[index];
    if (ours === undefined) return;
    learn(seed, fulfillmentOrder, "FulfillmentOrder", ours.id);
    nodesIn(fulfillmentOrder["lineItems"]).forEach((line, position) => learn(seed, line, "FulfillmentOrderLineItem", ours.lines[position]?.id ?? 0));
  });
}

/** Line items stand in the order itself or inside its fulfillment orders. */
function linesIn(seed: Seed, view: JsonObject): JsonObject[] {
  const own = nodesIn(view["lineItems"]);
  const inFulfillmentOrders = nodesIn(view["fulfillmentOrders"]).flatMap((one) =>
    objectsAmong(nodesIn(one["lineItems"]).map((line) => objectIn(line, "lineItem"))),
  );
  return (own.length > 0 ? own : inFulfillmentOrders).map((line) => wholeView(seed, line));
}

/** All that is known of some orders is what they cost. */
function loneLine(view: JsonObject): CheckoutLine {
  const total = textIn(view, "currentTotalPriceSet", "shopMoney", "amount") ?? paidIn(view) ?? "10.0";
  return { variantId: null, quantity: 1, title: "Item", priceCents: centsIn(total) };
}

function paidIn(view: JsonObject): string | null {
  return textIn(nodesIn(view["transactions"])[0], "amountSet", "shopMoney", "amount");
}

/** What a unit costs when only the order's total is shown. */
function evenPrice(view: JsonObject, lines: readonly JsonObject[]): number | null {
  const total = textIn(view, "currentTotalPriceSet", "shopMoney", "amount");
  const units = lines.reduce((sum, { quantity }) => sum + (typeof quantity === "number" ? quantity : 1), 0);
  return total === null || units === 0 ? null : Math.round(centsIn(total) / units);
}

function newLine(seed: Seed, line: JsonObject, evenPriceCents: number | null): CheckoutLine {
  const variant = textIn(line, "variant", "id");
  const quantity = typeof line["quantity"] === "number" ? line["quantity"] : 1;
  const price = textIn(line, "originalUnitPriceSet", "shopMoney", "amount");
  return {
    variantId: variant === null ? null : Number(gidIn(seed.ids.translate(variant))?.id ?? 0),
    quantity,
    title: textIn(line, "title") ?? "Item",
    sku: textIn(line, "sku"),
    ...(price === null ? (evenPriceCents === null ? {} : { priceCents: evenPriceCents }) : { priceCents: centsIn(price) }),
  };
}

function financialStatusIn(view: JsonObject): FinancialStatus | null {
  const status = textIn(view, "displayFinancialStatus");
  // Shopify's own word for it; what the dev store does not know shows as a difference.
  if (status !== null) return status as FinancialStatus;
  return nodesIn(view["transactions"]).length > 0 ? "PAID" : null;
}
