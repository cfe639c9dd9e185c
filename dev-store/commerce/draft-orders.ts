import { randomBytes } from "node:crypto";
import type { DraftContent, DraftOrder } from "../state/sales-types.ts";
import type { Order } from "../state/types.ts";
import { placeOrder } from "./checkout.ts";
import type { Checkout } from "./checkout.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import type { NewDiscount } from "./discounts.ts";
import { discountValue, draftTotals } from "./draft-money.ts";
import { changeQuantities } from "./inventory.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { routeLines } from "./routing.ts";

/**
 * Draft orders: what a merchant writes down before the customer has agreed. They take no stock, unless it is reserved
 * for a while; completing one makes an order of it.
 */

const MAX_LINES = 499;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What is wrong with the draft, in Shopify's words. */
export function draftProblems({ shop }: Pick<ShopContext, "shop">, { lines, email, customerId }: DraftContent): UserError[] {
  const errors: UserError[] = [];
  const add = (field: string[] | null, message: string): number => errors.push({ field, message, code: null });
  if (lines.length === 0) add(null, "Add at least 1 product");
  if (lines.length > MAX_LINES) add(["lineItems"], `The maximum number of line items is ${MAX_LINES}`);
  if (email !== null && !EMAIL.test(email)) add(["email"], "Email is invalid");
  if (customerId !== null && !shop.customers.has(customerId)) add(["customerId"], "Customer does not exist");
  lines.forEach(({ variantId, title, quantity, priceCents }, index) => {
    const field = ["lineItems", String(index)];
    if (variantId !== null && !shop.variants.has(variantId)) add(null, `Product with ID ${variantId} is no longer available.`);
    if (variantId === null && title.trim() === "") add([...field, "title"], "Merchandise title is empty.");
    if (quantity < 1) add([...field, "quantity"], "Quantity must be greater than or equal to 1");
    if (priceCents < 0) add([...field, "originalUnitPrice"], "Cannot send negative price for line_item");
  });
  return errors;
}

export function createDraftOrder(context: ShopContext, content: DraftContent): Outcome<DraftOrder> {
  const errors = draftProblems(context, content);
  if (errors.length > 0) return { ok: false, errors };
  const now = timestamp(context);
  const number = context.shop.nextDraftNumber;
  context.shop.nextDraftNumber += 1;
  const draft: DraftOrder = {
    ...content,
    id: takeId(context),
    number,
    status: "OPEN",
    token: randomBytes(16).toString("hex"),
    orderId: null,
    invoiceSentAt: null,
    completedAt: null,
    reserved: [],
    createdAt: now,
    updatedAt: now,
  };
  reserve(context, draft);
  context.shop.draftOrders.set(draft.id, draft);
  context.emit({ topic: "draft_orders/create", draftOrderId: draft.id });
  return done(draft);
}

export function updateDraftOrder(context: ShopContext, draft: DraftOrder, content: DraftContent): Outcome<DraftOrder> {
  if (draft.status === "COMPLETED") return refused(["id"], "This order has been paid");
  const errors = draftProblems(context, content);
  if (errors.length > 0) return { ok: false, errors };
  release(context, draft);
  Object.assign(draft, content);
  reserve(context, draft);
  return touched(context, draft);
}

export function deleteDraftOrder(context: ShopContext, draft: DraftOrder): Outcome<number> {
  if (draft.status === "COMPLETED") return refused(["id"], "Draft order cannot be deleted: it is completed");
  release(context, draft);
  context.shop.draftOrders.delete(draft.id);
  context.emit({ topic: "draft_orders/delete", draftOrderId: draft.id });
  return done(draft.id);
}

export function sendInvoice(context: ShopContext, draft: DraftOrder, to: string | null): Outcome<DraftOrder> {
  if (draft.status === "COMPLETED") return refused(["id"], "Draft order invoice can't be sent. Draft order is already completed.");
  if ((to ?? draft.email) === null) return refused(null, "To can't be blank");
  draft.status = "INVOICE_SENT";
  draft.invoiceSentAt = timestamp(context);
  return touched(context, draft);
}

/** Makes an order of the draft. It takes stock whatever the variants' policy: the merchant has decided. */
export function completeDraftOrder(
  context: ShopContext,
  draft: DraftOrder,
  { paymentPending, sourceName, appId }: { paymentPending: boolean; sourceName: string | null; appId: number | null },
): Outcome<Order> {
  if (draft.status === "COMPLETED") return refused(["id"], "This order has been paid");
  release(context, draft);
  const isPaid = !paymentPending || draftTotals(draft).totalCents === 0;
  const outcome = placeOrder(
    context,
    { ...checkoutOf(context, draft), financialStatus: isPaid ? "PAID" : "PENDING", appId, sourceName: sourceName ?? draft.sourceName ?? "shopify_draft_order" },
    "IGNORE_POLICY",
  );
  if (!outcome.ok) return outcome;
  draft.status = "COMPLETED";
  draft.completedAt = timestamp(context);
  draft.orderId = outcome.value.id;
  touched(context, draft);
  return outcome;
}

function checkoutOf({ shop }: ShopContext, draft: DraftOrder): Checkout {
  const customer = draft.customerId === null ? undefined : shop.customers.get(draft.customerId);
  return {
    lines: draft.lines.map(({ discount, ...line }) => ({
      variantId: line.variantId,
      quantity: line.quantity,
      title: line.title,
      sku: line.sku,
      priceCents: line.priceCents,
      requiresShipping: line.requiresShipping,
      taxable: line.taxable,
      properties: line.properties,
      ...(discount === null
        ? {}
        : { discount: { kind: "MANUAL" as const, title: discount.title, description: discount.description, value: discountValue(discount) } }),
    })),
    email: draft.email ?? customer?.email ?? null,
    ...(customer === undefined ? {} : { customer }),
    phone: draft.phone,
    note: draft.note,
    poNumber: draft.poNumber,
    tags: draft.tags,
    attributes: draft.attributes,
    shippingAddress: draft.shippingAddress,
    billingAddress: draft.billingAddress,
    shippingLines: draft.shipping === null ? [] : [{ title: draft.shipping.title, priceCents: draft.shipping.priceCents }],
    discounts: orderDiscounts(draft),
  };
}

function orderDiscounts({ discount }: DraftOrder): NewDiscount[] {
  if (discount === null) return [];
  const { title, description } = discount;
  return [{ kind: "MANUAL", level: "ORDER", target: "LINE_ITEM", title, description, value: discountValue(discount) }];
}

/** Sets the units aside until the date: no longer available, though still on hand. */
function reserve(context: ShopContext, draft: DraftOrder): void {
  if (draft.reserveInventoryUntil === null || new Date(draft.reserveInventoryUntil) <= context.now()) return;
  const { shop } = context;
  const lines = draft.lines.flatMap(({ id, variantId, quantity }) => {
    const variant = variantId === null ? undefined : shop.variants.get(variantId);
    const item = variant && shop.inventoryItems.get(variant.inventoryItemId);
    return item?.tracked === true ? [{ id, inventoryItemId: item.id, quantity }] : [];
  });
  for (const [locationId, routed] of routeLines(shop, lines)) {
    for (const { lineItemId, units } of routed) {
      const inventoryItemId = lines.find(({ id }) => id === lineItemId)?.inventoryItemId;
      if (inventoryItemId !== undefined) draft.reserved.push({ inventoryItemId, locationId, units });
    }
  }
  moveReserved(context, draft, 1);
}

function release(context: ShopContext, draft: DraftOrder): void {
  moveReserved(context, draft, -1);
  draft.reserved = [];
}

function moveReserved(context: ShopContext, { reserved }: DraftOrder, sign: -1 | 1): void {
  const changes = reserved.flatMap(({ inventoryItemId, locationId, units }) => [
    { inventoryItemId, locationId, name: "available" as const, delta: -sign * units },
    { inventoryItemId, locationId, name: "reserved" as const, delta: sign * units },
  ]);
  changeQuantities(context, changes);
}

function touched(context: ShopContext, draft: DraftOrder): Outcome<DraftOrder> {
  draft.updatedAt = timestamp(context);
  context.emit({ topic: "draft_orders/update", draftOrderId: draft.id });
  return done(draft);
}
