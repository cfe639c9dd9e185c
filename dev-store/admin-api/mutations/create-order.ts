import type { GraphQLResolveInfo } from "graphql";
import { placeOrder } from "../../commerce/checkout.ts";
import type { Checkout, CheckoutLine, InventoryBehaviour } from "../../commerce/checkout.ts";
import { createCustomer, customerByEmail } from "../../commerce/customers.ts";
import type { NewDiscount } from "../../commerce/discounts.ts";
import { findFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import { fulfil } from "../../commerce/fulfil.ts";
import type { NewTransaction } from "../../commerce/transactions.ts";
import { toGid } from "../../state/gid.ts";
import type { TaxLine } from "../../state/sales-types.ts";
import type { Customer, Order } from "../../state/types.ts";
import type { ApiContext, Args } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { addressFrom, attributesFrom, bagCents, idIn, requireUnderstood, tagsFrom } from "../inputs.ts";
import { setOwnedMetafields } from "../owned-metafields.ts";

const BEHAVIOURS: Record<string, InventoryBehaviour> = {
  BYPASS: "BYPASS",
  DECREMENT_IGNORING_POLICY: "IGNORE_POLICY",
  DECREMENT_OBEYING_POLICY: "OBEY_POLICY",
};

const UNDERSTOOD = [
  ...["billingAddress", "buyerAcceptsMarketing", "closedAt", "currency", "customAttributes", "customer", "customerId", "discountCode", "email"],
  ...["financialStatus", "fulfillment", "fulfillmentStatus", "lineItems", "metafields", "name", "note", "phone", "poNumber", "presentmentCurrency"],
  ...["processedAt", "referringSite", "shippingAddress", "shippingLines", "sourceIdentifier", "sourceName", "sourceUrl", "tags", "taxLines"],
  ...["taxesIncluded", "test", "transactions"],
];

type CreateError = { field: string[] | null; message: string; code: string };

/** `orderCreate`: an order made by an app. By default it takes no stock (BYPASS). */
export function createOrder(args: Args, api: ApiContext, info: GraphQLResolveInfo): object {
  const order: Args = args["order"];
  requireUnderstood("orderCreate", order, UNDERSTOOD);
  const refusal = inputProblem(order, api);
  if (refusal !== null) return { order: null, userErrors: [refusal] };
  const behaviour = BEHAVIOURS[args["options"]?.inventoryBehaviour ?? "BYPASS"] ?? "BYPASS";
  const outcome = placeOrder(api.commerce, checkoutOf(order, api), behaviour);
  if (!outcome.ok) return { order: null, userErrors: outcome.errors.map(claimError) };
  fulfilAsStated(api, outcome.value, order);
  const userErrors = setOwnedMetafields(api, info, { ownerGid: toGid("Order", outcome.value.id), metafields: order["metafields"] });
  return { order: outcome.value, userErrors };
}

/** Stock that cannot be had is one error of the whole order; what is wrong with a line names the line. */
function claimError({ field, message, code }: { field: string[] | null; message: string; code: string | null }): CreateError {
  if (code === "NOT_ENOUGH_IN_STOCK") return { field: null, message: "Unable to reserve inventory", code: "INVENTORY_CLAIM_FAILED" };
  const [part, ...rest] = field ?? [];
  return { field: ["order", part === "lines" ? "lineItems" : (part ?? "lineItems"), ...rest], message, code: "INVALID" };
}

function inputProblem(order: Args, { commerce, shop }: ApiContext): CreateError | null {
  if ((order["lineItems"] ?? []).length === 0) {
    return { field: ["order", "lineItems"], message: "Line items must have at least one line item", code: "INVALID" };
  }
  if (order["customer"] != null && order["customerId"] != null) {
    return { field: ["order"], message: "Only one of customer and customerId can be given", code: "REDUNDANT_CUSTOMER_FIELDS" };
  }
  const processedAt: string | null = order["processedAt"] ?? null;
  if (processedAt !== null && new Date(processedAt) > commerce.now()) {
    return { field: ["order", "processedAt"], message: "Processed at is invalid", code: "PROCESSED_AT_INVALID" };
  }
  const customerGid: unknown = order["customerId"] ?? order["customer"]?.toAssociate?.id ?? order["customer"]?.toUpsert?.id;
  if (customerGid != null && !shop.customers.has(idIn("Customer", customerGid))) {
    return { field: ["order", "customerId"], message: "Customer does not exist", code: "INVALID" };
  }
  return null;
}

function checkoutOf(order: Args, api: ApiContext): Checkout {
  const customer = customerOf(order, api);
  return {
    lines: (order["lineItems"] ?? []).map(lineOf),
    email: order["email"] ?? null,
    hasCustomer: false,
    ...(customer === null ? {} : { customer }),
    phone: order["phone"] ?? null,
    note: order["note"] ?? null,
    tags: tagsFrom(order["tags"] ?? []),
    test: order["test"] ?? false,
    sourceName: order["sourceName"] ?? api.app.handle,
    sourceIdentifier: order["sourceIdentifier"] ?? null,
    poNumber: order["poNumber"] ?? null,
    appId: api.app.id,
    acceptsMarketing: order["buyerAcceptsMarketing"] ?? false,
    attributes: attributesFrom(order["customAttributes"]),
    shippingAddress: order["shippingAddress"] == null ? null : addressFrom(order["shippingAddress"]),
    billingAddress: order["billingAddress"] == null ? null : addressFrom(order["billingAddress"]),
    shippingLines: (order["shippingLines"] ?? []).map(shippingLineOf),
    discounts: discountsOf(order["discountCode"]),
    taxesIncluded: order["taxesIncluded"] ?? false,
    transactions: (order["transactions"] ?? []).map(transactionOf),
    financialStatus: order["financialStatus"] ?? null,
    closedAt: order["closedAt"] ?? null,
    ...(order["name"] == null ? {} : { name: order["name"] }),
    ...(order["processedAt"] == null ? {} : { processedAt: order["processedAt"] }),
  };
}

function lineOf(input: Args): CheckoutLine {
  const hasPrice = input["priceSet"] != null;
  return {
    variantId: input["variantId"] == null ? null : idIn("ProductVariant", input["variantId"]),
    quantity: input["quantity"],
    properties: input["properties"] ?? [],
    requiresShipping: input["requiresShipping"] ?? false,
    taxable: input["taxable"] ?? true,
    taxLines: (input["taxLines"] ?? []).map(taxLineOf),
    ...(input["title"] == null ? {} : { title: input["title"] }),
    ...(input["variantTitle"] == null ? {} : { variantTitle: input["variantTitle"] }),
    ...(input["vendor"] == null ? {} : { vendor: input["vendor"] }),
    ...(input["sku"] == null ? {} : { sku: input["sku"] }),
    ...(hasPrice ? { priceCents: bagCents(input["priceSet"]) } : {}),
  };
}

function taxLineOf({ title, rate, priceSet, channelLiable }: Args): TaxLine {
  return { title, rate: Number(rate), cents: bagCents(priceSet), channelLiable: channelLiable ?? false };
}

function shippingLineOf({ title, code, source, priceSet, taxLines }: Args): NonNullable<Checkout["shippingLines"]>[number] {
  return { title, code: code ?? null, source: source ?? null, priceCents: bagCents(priceSet), taxLines: (taxLines ?? []).map(taxLineOf) };
}

function transactionOf({ kind, status, gateway, amountSet, authorizationCode, processedAt, test }: Args): NewTransaction {
  return {
    kind: kind ?? "SALE",
    status: status ?? "SUCCESS",
    amountCents: bagCents(amountSet),
    gateway: gateway ?? "",
    authorizationCode: authorizationCode ?? null,
    test: test ?? false,
    ...(processedAt == null ? {} : { processedAt }),
  };
}

function discountsOf(input: Args | null | undefined): NewDiscount[] {
  if (input == null) return [];
  const { freeShippingDiscountCode: free, itemFixedDiscountCode: fixed, itemPercentageDiscountCode: percent } = input;
  const base = { kind: "CODE", level: "ORDER" } as const;
  if (free != null) return [{ ...base, title: free.code, target: "SHIPPING_LINE", value: { percentage: 100 } }];
  if (fixed != null) return [{ ...base, title: fixed.code, target: "LINE_ITEM", value: { cents: bagCents(fixed.amountSet) } }];
  return percent == null ? [] : [{ ...base, title: percent.code, target: "LINE_ITEM", value: { percentage: percent.percentage ?? 0 } }];
}

/** The customer that the input names, made when it may be and nobody is it yet. */
function customerOf(order: Args, { commerce, shop }: ApiContext): Customer | null {
  const { toAssociate, toUpsert } = order["customer"] ?? {};
  const gid: unknown = order["customerId"] ?? toAssociate?.id ?? toUpsert?.id;
  if (gid != null) return shop.customers.get(idIn("Customer", gid)) ?? null;
  const email: string | null = toAssociate?.email ?? toUpsert?.email ?? null;
  const known = email === null ? undefined : customerByEmail(shop, email);
  if (known !== undefined || toUpsert == null) return known ?? null;
  const [address] = toUpsert.addresses ?? [];
  return createCustomer(commerce, {
    email,
    firstName: toUpsert.firstName ?? "",
    lastName: toUpsert.lastName ?? "",
    phone: toUpsert.phone ?? null,
    note: toUpsert.note ?? null,
    tags: tagsFrom(toUpsert.tags ?? []),
    taxExempt: toUpsert.taxExempt ?? false,
    defaultAddress: address == null ? null : addressFrom(address),
  });
}

/** An order may come to the shop as shipped already. */
function fulfilAsStated(api: ApiContext, order: Order, { fulfillment, fulfillmentStatus }: Args): void {
  if (fulfillmentStatus != null && fulfillmentStatus !== "FULFILLED") throw notImplemented(`orderCreate with fulfillmentStatus ${fulfillmentStatus}`);
  if (fulfillment == null && fulfillmentStatus == null) return;
  const { trackingCompany: company = null, trackingNumber = null, trackingNumbers = [], notifyCustomer } = fulfillment ?? {};
  const numbers: string[] = trackingNumber === null ? trackingNumbers : [trackingNumber, ...trackingNumbers];
  for (const { id } of [...order.fulfillmentOrders]) {
    const found = findFulfillmentOrder(api.shop, id);
    if (found === undefined) continue;
    if (fulfillment != null) found.fulfillmentOrder.locationId = idIn("Location", fulfillment.locationId);
    const tracking = numbers.map((number) => ({ company, number, url: null }));
    fulfil(api.commerce, { contents: [{ found, chosen: [] }], tracking, notifyCustomer: notifyCustomer === true });
  }
}
