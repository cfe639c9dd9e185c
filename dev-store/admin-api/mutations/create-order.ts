import { placeOrder } from "../../commerce/checkout.ts";
import type { Checkout, CheckoutLine, InventoryBehaviour } from "../../commerce/checkout.ts";
import { idOf } from "../../state/gid.ts";
import type { Address, FinancialStatus } from "../../state/types.ts";
import type { ApiContext, Args } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { centsOf } from "../views.ts";

const BEHAVIOURS: Record<string, InventoryBehaviour> = {
  BYPASS: "BYPASS",
  DECREMENT_IGNORING_POLICY: "IGNORE_POLICY",
  DECREMENT_OBEYING_POLICY: "OBEY_POLICY",
};

const UNDERSTOOD = [
  "currency",
  "customAttributes",
  "email",
  "financialStatus",
  "lineItems",
  "note",
  "shippingAddress",
  "sourceName",
  "tags",
  "test",
  "transactions",
  "buyerAcceptsMarketing",
  "taxesIncluded",
];

/** `orderCreate`: an order made by an app. By default it takes no stock (BYPASS). */
export function createOrder(args: Args, api: ApiContext): object {
  const order: Args = args["order"];
  for (const name of Object.keys(order)) {
    if (!UNDERSTOOD.includes(name)) throw notImplemented(`orderCreate with ${name}`);
  }
  const behaviour = BEHAVIOURS[args["options"]?.inventoryBehaviour ?? "BYPASS"] ?? "BYPASS";
  const outcome = placeOrder(api.commerce, checkoutOf(order), behaviour);
  if (outcome.ok) return { order: outcome.value, userErrors: [] };
  return { order: null, userErrors: outcome.errors.map((error) => ({ ...error, field: ["order", ...(error.field ?? [])], code: "INVALID" })) };
}

function checkoutOf(order: Args): Checkout {
  const attributes: Args[] = order["customAttributes"] ?? [];
  return {
    lines: (order["lineItems"] ?? []).map(lineOf),
    email: order["email"] ?? null,
    hasCustomer: false,
    note: order["note"] ?? null,
    tags: order["tags"] ?? [],
    test: order["test"] ?? false,
    sourceName: order["sourceName"] ?? "app",
    attributes: attributes.map(({ key, value }) => ({ name: key, value })),
    shippingAddress: order["shippingAddress"] == null ? null : addressFrom(order["shippingAddress"]),
    financialStatus: statusOf(order),
  };
}

function lineOf(input: Args): CheckoutLine {
  const amount: unknown = input["priceSet"]?.shopMoney?.amount;
  return {
    variantId: input["variantId"] == null ? null : (idOf("ProductVariant", input["variantId"]) ?? 0),
    quantity: input["quantity"],
    properties: input["properties"] ?? [],
    requiresShipping: input["requiresShipping"] ?? false,
    taxable: input["taxable"] ?? true,
    ...(input["title"] == null ? {} : { title: input["title"] }),
    ...(input["sku"] == null ? {} : { sku: input["sku"] }),
    ...(amount === undefined ? {} : { priceCents: centsOf(amount) }),
  };
}

/** Paid when a sale or capture went through, authorised when only that, otherwise as stated or nothing. */
function statusOf(order: Args): FinancialStatus | null {
  const succeeded: Args[] = (order["transactions"] ?? []).filter(({ status }: Args) => (status ?? "SUCCESS") === "SUCCESS");
  if (succeeded.some(({ kind }) => (kind ?? "SALE") === "SALE" || kind === "CAPTURE")) return "PAID";
  if (succeeded.some(({ kind }) => kind === "AUTHORIZATION")) return "AUTHORIZED";
  return order["financialStatus"] ?? null;
}

function addressFrom(input: Args): Address {
  return {
    firstName: input["firstName"] ?? "",
    lastName: input["lastName"] ?? "",
    address1: input["address1"] ?? "",
    address2: input["address2"] ?? null,
    city: input["city"] ?? "",
    zip: input["zip"] ?? "",
    province: input["province"] ?? input["provinceCode"] ?? null,
    provinceCode: input["provinceCode"] ?? null,
    country: input["country"] ?? input["countryCode"] ?? "",
    countryCode: input["countryCode"] ?? "",
    phone: input["phone"] ?? null,
    company: input["company"] ?? null,
  };
}
