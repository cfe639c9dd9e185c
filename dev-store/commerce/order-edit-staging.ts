import { randomUUID } from "node:crypto";
import type { DiscountValue, LineTarget, StagedChange, StagedLine } from "../state/sales-types.ts";
import type { LineItem, Order, OrderEditSession } from "../state/types.ts";
import { takeId } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { editedOrder, stagedLines } from "./order-edit.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { unshippedUnits } from "./remove-units.ts";

/** Staging the changes of an order edit, and what Shopify refuses of them. Nothing of it reaches the order before the commit. */

const MAX_LINE_ITEMS = 500;
const NOT_FOUND_LINE = "The line item does not exist.";

/** Stages a new quantity for a line, counted as the customer sees it: what was removed before is not in it. */
export function stageQuantity(
  context: ShopContext,
  session: OrderEditSession,
  { target, quantity, restock }: { target: LineTarget; quantity: number; restock: boolean },
): Outcome<OrderEditSession> {
  if (quantity < 0) return refused(["quantity"], "must be greater than or equal to 0");
  if ("uuid" in target) return requantify(session, target.uuid, quantity);
  const order = editedOrder(context, session);
  const line = order.lineItems.find(({ id }) => id === target.lineItemId);
  if (line === undefined) return refused(["lineItemId"], NOT_FOUND_LINE);
  const leastQuantity = uneditableUnits(order, line);
  if (quantity < leastQuantity) return refused(["quantity"], `must be greater than or equal to ${leastQuantity}`);
  session.changes = session.changes.filter((change) => change.kind !== "QUANTITY" || change.lineItemId !== line.id);
  if (quantity !== line.currentQuantity) session.changes.push({ kind: "QUANTITY", lineItemId: line.id, quantity, restock });
  return done(session);
}

/** Units that are shipped stay on the order whatever an edit says. */
export function uneditableUnits(order: Order, line: LineItem): number {
  return line.currentQuantity - unshippedUnits(order, line.id);
}

function requantify(session: OrderEditSession, uuid: string, quantity: number): Outcome<OrderEditSession> {
  const addition = stagedLines(session).find((staged) => staged.uuid === uuid);
  if (addition === undefined) return refused(["lineItemId"], NOT_FOUND_LINE);
  addition.quantity = quantity;
  return done(session);
}

export function stageVariant(
  context: ShopContext,
  session: OrderEditSession,
  { variantId, quantity, locationId, allowDuplicates }: { variantId: number; quantity: number; locationId: number | null; allowDuplicates: boolean },
): Outcome<StagedLine> {
  const { shop } = context;
  const variant = shop.variants.get(variantId);
  const product = variant && shop.products.get(variant.productId);
  if (variant === undefined || product === undefined) return refused(["variantId"], "The variant does not exist.");
  if (quantity < 1) return refused(["quantity"], "must be greater than 0");
  if (locationId !== null && !shop.locations.has(locationId)) return refused(["locationId"], "The location does not exist.");
  const order = editedOrder(context, session);
  const isThere = order.lineItems.some((line) => line.variantId === variantId && line.currentQuantity > 0);
  const isStaged = stagedLines(session).some((staged) => staged.variantId === variantId);
  if (!allowDuplicates && (isThere || isStaged)) return refused(["variantId"], "The variant is already on the order.");
  return stageLine(session, order, "VARIANT", {
    variantId,
    title: product.title,
    priceCents: variant.priceCents,
    quantity,
    locationId,
    requiresShipping: shop.inventoryItems.get(variant.inventoryItemId)?.requiresShipping ?? true,
    taxable: variant.taxable,
  });
}

export function stageCustomItem(
  context: ShopContext,
  session: OrderEditSession,
  item: Pick<StagedLine, "locationId" | "priceCents" | "quantity" | "requiresShipping" | "taxable" | "title">,
): Outcome<StagedLine> {
  if (item.title.trim() === "") return refused(["title"], "can't be blank");
  if (item.quantity < 1) return refused(["quantity"], "must be greater than 0");
  if (item.priceCents < 0) return refused(["price"], "must be greater than or equal to 0");
  if (item.locationId !== null && !context.shop.locations.has(item.locationId)) return refused(["locationId"], "The location does not exist.");
  return stageLine(session, editedOrder(context, session), "CUSTOM_ITEM", { variantId: null, ...item });
}

function stageLine(session: OrderEditSession, order: Order, kind: "CUSTOM_ITEM" | "VARIANT", line: Omit<StagedLine, "uuid">): Outcome<StagedLine> {
  const lines = order.lineItems.filter(({ currentQuantity }) => currentQuantity > 0).length + stagedLines(session).length;
  if (lines >= MAX_LINE_ITEMS) return refused(["id"], `The number of line items exceeds the limit of ${MAX_LINE_ITEMS}`);
  const addition = { uuid: randomUUID(), ...line };
  session.changes.push({ kind, addition });
  return done(addition);
}

export type StagedDiscount = Extract<StagedChange, { kind: "DISCOUNT" }>;

/** A reduction of each unit of a line, existing or staged. */
export function stageDiscount(
  context: ShopContext,
  session: OrderEditSession,
  { target, value, description }: { target: LineTarget; value: DiscountValue; description: string | null },
): Outcome<StagedDiscount> {
  const order = editedOrder(context, session);
  const isKnown = "uuid" in target ? stagedLines(session).some(({ uuid }) => uuid === target.uuid) : order.lineItems.some(({ id }) => id === target.lineItemId);
  if (!isKnown) return refused(["lineItemId"], NOT_FOUND_LINE);
  const problem = valueProblem(value);
  if (problem !== null) return problem;
  const change: StagedDiscount = { kind: "DISCOUNT", discountId: takeId(context), target, value, description };
  session.changes.push(change);
  return done(change);
}

/** A discount that this edit staged takes the new value; one that the order has already is left to the edit that replaces it. */
export function restageDiscount(
  session: OrderEditSession,
  discountId: number,
  { value, description }: Pick<StagedDiscount, "description" | "value">,
): Outcome<StagedDiscount> {
  const staged = session.changes.find((change) => change.kind === "DISCOUNT" && change.discountId === discountId);
  if (staged?.kind !== "DISCOUNT") return refused(["discountApplicationId"], "The discount application does not exist.", "INVALID");
  const problem = valueProblem(value);
  if (problem !== null) return problem;
  Object.assign(staged, { value, description: description ?? staged.description });
  return done(staged);
}

function valueProblem(value: DiscountValue): ReturnType<typeof refused> | null {
  if ("percentage" in value && (value.percentage <= 0 || value.percentage > 100)) {
    return refused(["discount", "percentValue"], "must be greater than 0 and less than or equal to 100", "INVALID");
  }
  return "cents" in value && value.cents <= 0 ? refused(["discount", "fixedValue"], "must be greater than 0", "INVALID") : null;
}

/** Takes back a discount that is staged, or stages the removal of one that the order has. */
export function stageDiscountRemoval(context: ShopContext, session: OrderEditSession, discountId: number): Outcome<OrderEditSession> {
  const staged = session.changes.length;
  session.changes = session.changes.filter((change) => change.kind !== "DISCOUNT" || change.discountId !== discountId);
  if (session.changes.length < staged) return done(session);
  if (!editedOrder(context, session).discounts.some(({ id }) => id === discountId)) {
    return refused(["discountApplicationId"], "The discount application does not exist.", "INVALID");
  }
  session.changes.push({ kind: "REMOVE_DISCOUNT", discountId });
  return done(session);
}

export type StagedShippingLine = Extract<StagedChange, { kind: "SHIPPING_LINE" }>;

export function stageShippingLine(
  context: ShopContext,
  session: OrderEditSession,
  { title, priceCents }: { title: string; priceCents: number },
): Outcome<StagedShippingLine> {
  if (title.trim() === "") return refused(["shippingLine", "title"], "can't be blank", "INVALID");
  if (priceCents < 0) return refused(["shippingLine", "price"], "must be greater than or equal to 0", "INVALID");
  const change: StagedShippingLine = { kind: "SHIPPING_LINE", shippingLineId: takeId(context), title, priceCents };
  session.changes.push(change);
  return done(change);
}

/** Only a shipping line that this edit adds can change. */
export function restageShippingLine(
  session: OrderEditSession,
  shippingLineId: number,
  { title, priceCents }: { title: string | null; priceCents: number | null },
): Outcome<StagedShippingLine> {
  const staged = session.changes.find((change) => change.kind === "SHIPPING_LINE" && change.shippingLineId === shippingLineId);
  if (staged?.kind !== "SHIPPING_LINE") return refused(["shippingLineId"], "The shipping line does not exist.", "INVALID");
  staged.title = title ?? staged.title;
  staged.priceCents = priceCents ?? staged.priceCents;
  return done(staged);
}

export function stageShippingRemoval(context: ShopContext, session: OrderEditSession, shippingLineId: number): Outcome<OrderEditSession> {
  const staged = session.changes.length;
  session.changes = session.changes.filter((change) => change.kind !== "SHIPPING_LINE" || change.shippingLineId !== shippingLineId);
  if (session.changes.length < staged) return done(session);
  if (!editedOrder(context, session).shippingLines.some(({ id, isRemoved }) => id === shippingLineId && !isRemoved)) {
    return refused(["shippingLineId"], "The shipping line does not exist.", "INVALID");
  }
  session.changes.push({ kind: "REMOVE_SHIPPING_LINE", shippingLineId });
  return done(session);
}
