import { randomUUID } from "node:crypto";
import { takeId } from "../../commerce/context.ts";
import { completeDraftOrder, createDraftOrder, deleteDraftOrder, draftProblems, sendInvoice, updateDraftOrder } from "../../commerce/draft-orders.ts";
import { toGid } from "../../state/gid.ts";
import type { DraftContent, DraftDiscount, DraftLine, DraftOrder, DraftShipping } from "../../state/sales-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { addressFrom, attributesFrom, idIn, requireUnderstood, tagsFrom } from "../inputs.ts";
import { setOwnedMetafields } from "../owned-metafields.ts";
import { centsOf } from "../views.ts";

const UNDERSTOOD = [
  ...["acceptAutomaticDiscounts", "allowDiscountCodesInCheckout", "appliedDiscount", "billingAddress", "customAttributes", "customerId", "email"],
  ...["lineItems", "metafields", "note", "phone", "poNumber", "presentmentCurrencyCode", "purchasingEntity", "reserveInventoryUntil", "shippingAddress"],
  ...["shippingLine", "sourceName", "tags", "taxExempt", "useCustomerDefaultAddress", "visibleToCustomer"],
];
const NO_DRAFT = "Draft order does not exist";

function draftIn(api: ApiContext, gid: unknown): DraftOrder | undefined {
  return api.shop.draftOrders.get(idIn("DraftOrder", gid));
}

const missing = { draftOrder: null, userErrors: [{ field: ["id"], message: NO_DRAFT }] };

export const draftOrderMutations: TypeResolvers<unknown> = {
  draftOrderCreate: (_source, { input }, api, info) => {
    requireUnderstood("draftOrderCreate", input, UNDERSTOOD);
    const outcome = createDraftOrder(api.commerce, contentFrom(input, api, null));
    if (!outcome.ok) return { draftOrder: null, userErrors: outcome.errors };
    const userErrors = setOwnedMetafields(api, info, { ownerGid: toGid("DraftOrder", outcome.value.id), metafields: input.metafields });
    return { draftOrder: outcome.value, userErrors };
  },

  draftOrderUpdate: (_source, { id, input }, api) => {
    requireUnderstood("draftOrderUpdate", input, UNDERSTOOD);
    const draft = draftIn(api, id);
    if (draft === undefined) return missing;
    const outcome = updateDraftOrder(api.commerce, draft, contentFrom(input, api, draft));
    return { draftOrder: outcome.ok ? outcome.value : null, userErrors: outcome.ok ? [] : outcome.errors };
  },

  draftOrderCalculate: (_source, { input }, api) => {
    requireUnderstood("draftOrderCalculate", input, UNDERSTOOD);
    const content = contentFrom(input, api, null);
    const errors = draftProblems(api.commerce, content);
    return errors.length > 0 ? { calculatedDraftOrder: null, userErrors: errors } : { calculatedDraftOrder: content, userErrors: [] };
  },

  draftOrderComplete: (_source, args, api) => {
    const draft = draftIn(api, args["id"]);
    if (draft === undefined) return missing;
    const outcome = completeDraftOrder(api.commerce, draft, {
      paymentPending: args["paymentPending"] === true,
      sourceName: args["sourceName"] ?? null,
      appId: api.app.id,
    });
    return outcome.ok ? { draftOrder: draft, userErrors: [] } : { draftOrder: null, userErrors: outcome.errors };
  },

  draftOrderDelete: (_source, { input }, api) => {
    const draft = draftIn(api, input.id);
    if (draft === undefined) return { deletedId: null, userErrors: [{ field: ["id"], message: NO_DRAFT }] };
    const outcome = deleteDraftOrder(api.commerce, draft);
    return outcome.ok ? { deletedId: input.id, userErrors: [] } : { deletedId: null, userErrors: outcome.errors };
  },

  draftOrderDuplicate: (_source, args, api) => {
    const draft = draftIn(api, args["id"] ?? args["draftOrderId"]);
    if (draft === undefined) return missing;
    const lines = draft.lines.map((line) => ({ ...line, id: takeId(api.commerce), uuid: randomUUID() }));
    const outcome = createDraftOrder(api.commerce, { ...draft, lines, reserveInventoryUntil: null });
    return { draftOrder: outcome.ok ? outcome.value : null, userErrors: outcome.ok ? [] : outcome.errors };
  },

  draftOrderInvoiceSend: (_source, args, api) => {
    const draft = draftIn(api, args["id"]);
    if (draft === undefined) return missing;
    const outcome = sendInvoice(api.commerce, draft, args["email"]?.to ?? null);
    return { draftOrder: outcome.ok ? outcome.value : null, userErrors: outcome.ok ? [] : outcome.errors };
  },
};

/** What the input says; for an update, what it leaves out is as the draft has it. */
function contentFrom(input: Args, api: ApiContext, draft: DraftOrder | null): DraftContent {
  const given = <T>(name: string, read: (value: Args) => T, otherwise: T): T => (name in input ? read(input[name]) : otherwise);
  const customerGid: unknown = input["purchasingEntity"]?.customerId ?? input["customerId"];
  const customerId = customerGid == null ? (draft?.customerId ?? null) : idIn("Customer", customerGid);
  const customer = customerId === null ? undefined : api.shop.customers.get(customerId);
  const ownAddress = input["useCustomerDefaultAddress"] === true ? (customer?.defaultAddress ?? null) : null;
  const text = (name: "note" | "phone" | "poNumber" | "reserveInventoryUntil" | "sourceName"): string | null =>
    name in input ? (input[name] ?? null) : (draft?.[name] ?? null);
  return {
    customerId,
    email: "email" in input ? input["email"] || null : (draft?.email ?? customer?.email ?? null),
    phone: text("phone"),
    note: text("note"),
    poNumber: text("poNumber"),
    sourceName: text("sourceName"),
    reserveInventoryUntil: text("reserveInventoryUntil"),
    tags: input["tags"] == null ? (draft?.tags ?? []) : tagsFrom(input["tags"]),
    attributes: input["customAttributes"] == null ? (draft?.attributes ?? []) : attributesFrom(input["customAttributes"]),
    billingAddress: given("billingAddress", (address) => (address == null ? null : addressFrom(address)), draft?.billingAddress ?? ownAddress),
    shippingAddress: given("shippingAddress", (address) => (address == null ? null : addressFrom(address)), draft?.shippingAddress ?? ownAddress),
    taxExempt: input["taxExempt"] ?? draft?.taxExempt ?? false,
    visibleToCustomer: input["visibleToCustomer"] ?? draft?.visibleToCustomer ?? false,
    lines: input["lineItems"] == null ? (draft?.lines ?? []) : input["lineItems"].map((line: Args) => lineFrom(line, api)),
    discount: given("appliedDiscount", discountFrom, draft?.discount ?? null),
    shipping: given("shippingLine", shippingFrom, draft?.shipping ?? null),
  };
}

const LINE_UNDERSTOOD = [
  ...["appliedDiscount", "customAttributes", "grams", "originalUnitPrice", "originalUnitPriceWithCurrency", "priceOverride", "quantity"],
  ...["requiresShipping", "sku", "taxable", "title", "uuid", "variantId", "weight"],
];

/** A line of a variant takes its facts from the variant; only its price can be overridden. */
function lineFrom(input: Args, { commerce, shop }: ApiContext): DraftLine {
  requireUnderstood("a draft order line", input, LINE_UNDERSTOOD);
  const variantId = input["variantId"] == null ? null : idIn("ProductVariant", input["variantId"]);
  const variant = variantId === null ? undefined : shop.variants.get(variantId);
  const product = variant === undefined ? undefined : shop.products.get(variant.productId);
  const item = variant === undefined ? undefined : shop.inventoryItems.get(variant.inventoryItemId);
  const ownPrice: unknown = input["originalUnitPriceWithCurrency"]?.amount ?? input["originalUnitPrice"];
  const override: unknown = input["priceOverride"]?.amount;
  return {
    id: takeId(commerce),
    uuid: input["uuid"] ?? randomUUID(),
    variantId,
    title: product?.title ?? input["title"] ?? "",
    sku: variant === undefined ? (input["sku"] ?? null) : variant.sku,
    quantity: input["quantity"],
    priceCents: override !== undefined ? centsOf(override) : (variant?.priceCents ?? centsOf(ownPrice ?? 0)),
    requiresShipping: item?.requiresShipping ?? input["requiresShipping"] ?? true,
    taxable: variant?.taxable ?? input["taxable"] ?? true,
    properties: attributesFrom(input["customAttributes"]),
    discount: discountFrom(input["appliedDiscount"]),
  };
}

function discountFrom(input: Args | null | undefined): DraftDiscount | null {
  if (input == null) return null;
  return { title: input["title"] ?? null, description: input["description"] ?? "", value: input["value"], isPercentage: input["valueType"] === "PERCENTAGE" };
}

function shippingFrom(input: Args | null | undefined): DraftShipping | null {
  if (input == null) return null;
  return {
    title: input["title"] ?? "Shipping",
    priceCents: centsOf(input["priceWithCurrency"]?.amount ?? input["price"] ?? 0),
    rateHandle: input["shippingRateHandle"] ?? null,
  };
}
