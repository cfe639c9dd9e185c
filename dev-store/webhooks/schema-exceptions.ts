import { MERCHANDISE_EXCEPTIONS } from "./merchandise-exceptions.ts";

/**
 * Where Shopify's payloads are wider than the schemas that were inferred from one documented example each, field by
 * field. An example with no company does not mean that no address has one.
 */

export type SchemaException = {
  /** Whole topics, families such as `orders/*`, or `*` for all. */
  topics: readonly string[];
  /** `line_items.*.sku` is one place, `**.sku` every place that ends so. */
  field: string;
  /**
   * What the field may be beside what the example shows: another JSON type; `items` where the example's list is empty;
   * `present` where the example lacks the field; `absent` where it has it.
   */
  also: "absent" | "boolean" | "integer" | "items" | "null" | "number" | "object" | "present" | "string" | "array";
  because: string;
};

const NOT_EVERYWHERE = "countries without provinces have none, and not everybody gives a second line or a number";
const EMPTY_IN_EXAMPLE = "the example is of an order to which nothing has happened yet";
const WITHOUT_STAFF = "an app or a shopper did it, not a person of the staff";

export const SCHEMA_EXCEPTIONS: readonly SchemaException[] = [
  ...MERCHANDISE_EXCEPTIONS,
  ...["province", "province_code", "phone", "address2"].map((field) => ({
    ...{ topics: ["orders/*", "customers/*", "fulfillments/*", "locations/*", "draft_orders/*"], also: "null" as const, because: NOT_EVERYWHERE },
    field: `**.${field}`,
  })),
  { topics: ["customers/*"], field: "**.company", also: "null", because: "few shoppers are companies" },
  { topics: ["app/uninstalled"], field: "province", also: "null", because: NOT_EVERYWHERE },
  { topics: ["app/uninstalled"], field: "province_code", also: "null", because: NOT_EVERYWHERE },
  { topics: ["app/uninstalled"], field: "phone", also: "null", because: NOT_EVERYWHERE },
  { topics: ["orders/*"], field: "shipping_address", also: "null", because: "what is not shipped has no address" },
  { topics: ["orders/*"], field: "billing_address", also: "null", because: "an order made by API may have none" },
  { topics: ["orders/*"], field: "customer", also: "null", because: "an order made by API may be nobody's" },
  { topics: ["orders/*"], field: "customer.default_address", also: "absent", because: "a customer may have given no address" },
  { topics: ["customers/*"], field: "default_address", also: "absent", because: "a customer may have given no address" },
  { topics: ["fulfillments/*"], field: "destination", also: "null", because: "what is not shipped has no address" },
  { topics: ["orders/*"], field: "refunds", also: "items", because: EMPTY_IN_EXAMPLE },
  { topics: ["orders/*", "refunds/*", "fulfillments/*"], field: "**.properties", also: "items", because: "the example's lines have no properties" },
  ...["tracking_company", "tracking_number", "tracking_url"].map((field) => ({
    ...{ topics: ["fulfillments/*", "orders/*"], also: "null" as const, because: "not every parcel is tracked" },
    field: `**.${field}`,
  })),
  { topics: ["customers/*", "refunds/*"], field: "note", also: "null", because: "most have none" },
  ...["progress_report.progress_reported_by_user", "progress_stopped_by_user"].map((field) => ({
    ...{ topics: ["fulfillment_orders/*"], field, also: "null" as const, because: WITHOUT_STAFF },
  })),
  { topics: ["refunds/*"], field: "user_id", also: "null", because: WITHOUT_STAFF },
  { topics: ["products/*"], field: "image", also: "null", because: "a product without pictures has no first one" },
  { topics: ["inventory_items/*"], field: "cost", also: "null", because: "not every item has a known cost; the documented example itself has none" },
  ...["country_code_of_origin", "province_code_of_origin", "harmonized_system_code"].map((field) => ({
    ...{ topics: ["inventory_items/*"], also: "string" as const, because: "the example's item is of unknown origin" },
    field,
  })),
  { topics: ["inventory_items/*"], field: "sku", also: "null", because: "not every item has a SKU" },
  { topics: ["inventory_items/*"], field: "country_harmonized_system_codes", also: "items", because: "the example's item has no such codes" },
  { topics: ["inventory_items/*"], field: "weight_value", also: "number", because: "few things weigh whole kilograms" },
  { topics: ["variants/*"], field: "compare_at_price", also: "null", because: "few variants are reduced" },
  ...["barcode", "sku", "option2", "option3"].map((field) => ({
    ...{ topics: ["variants/*"], also: "string" as const, because: "the example's variant has one option and no label" },
    field,
  })),
  { topics: ["inventory_transfers/*"], field: "origin", also: "null", because: "goods may come from outside of the shop" },
  { topics: ["inventory_transfers/*"], field: "destination", also: "null", because: "where goods go may be open yet" },
  { topics: ["inventory_shipments/create"], field: "tracking", also: "null", because: "not every parcel is tracked" },
  ...["company", "tracking_number", "tracking_url", "arrives_at"].map((name) => ({
    ...{ topics: ["inventory_shipments/*"], also: "null" as const, because: "not every carrier says all of it" },
    field: `**.${name}`,
  })),
  {
    ...{ topics: ["fulfillment_orders/placed_on_hold"], field: "remaining_fulfillment_order", also: "null" },
    because: "where all of it is held nothing remains",
  },
  {
    ...{ topics: ["fulfillment_orders/split", "fulfillment_orders/cancelled"], field: "replacement_fulfillment_order", also: "null" },
    because: "only what was partly shipped is replaced",
  },
  {
    ...{ topics: ["fulfillment_orders/*"], field: "**.message", also: "null" },
    because: "not every request and answer comes with words",
  },
  { topics: ["fulfillment_orders/*", "fulfillment_holds/*"], field: "**.held_by_app", also: "null", because: "the merchant holds without an app" },
  ...["message", "country"].map((field) => ({
    ...{ topics: ["fulfillment_events/*"], also: "null" as const, because: "not every carrier says all of it" },
    field,
  })),
  ...["city", "province", "zip", "address1", "estimated_delivery_at"].map((field) => ({
    ...{ topics: ["fulfillment_events/*"], also: "string" as const, because: "the example's carrier did not say it" },
    field,
  })),
  ...["latitude", "longitude"].map((field) => ({
    ...{ topics: ["fulfillment_events/*"], also: "number" as const, because: "the example's carrier did not say it" },
    field,
  })),
  {
    ...{ topics: ["fulfillments/*", "orders/*"], field: "**.line_items.*.fulfillment_status", also: "null" },
    because: "a parcel that was undone shipped nothing of the line",
  },
  { topics: ["fulfillments/*", "orders/*"], field: "**.shipment_status", also: "string", because: "no carrier has reported on the example's parcel" },
  { topics: ["fulfillments/*", "orders/*"], field: "**.origin_address", also: "object", because: "the example's parcel names no place that it came from" },
  ...["authorization", "device_id", "payment_details"].map((field) => ({
    ...{ topics: ["order_transactions/*"], also: "null" as const, because: "only cards and terminals have one" },
    field,
  })),
  { topics: ["order_transactions/*"], field: "parent_id", also: "integer", because: "the example is of a first payment" },
  { topics: ["order_transactions/*"], field: "processed_at", also: "string", because: "the example is not settled yet" },
  { topics: ["draft_orders/*"], field: "order_id", also: "null", because: "before it is completed it has none; the documented example itself has none" },
  ...["completed_at", "invoice_sent_at", "note"].map((field) => ({
    ...{ topics: ["draft_orders/*"], also: "string" as const, because: EMPTY_IN_EXAMPLE },
    field,
  })),
  ...["applied_discount", "billing_address", "customer", "email", "payment_terms", "shipping_address", "shipping_line"].map((field) => ({
    ...{ topics: ["draft_orders/*"], also: "null" as const, because: "a draft order may be little more than a line" },
    field,
  })),
  { topics: ["draft_orders/*"], field: "**.tax_lines", also: "items", because: EMPTY_IN_EXAMPLE },
  ...["variant_id", "product_id", "sku", "vendor", "variant_title"].map((name) => ({
    ...{ topics: ["draft_orders/*"], also: "null" as const, because: "custom lines are of no product" },
    field: `line_items.*.${name}`,
  })),
  ...["contact_email", "email"].map((field) => ({
    ...{ topics: ["orders/*", "fulfillments/*"], also: "null" as const, because: "an order made by API may be nobody's" },
    field,
  })),
  ...["sku", "vendor", "product_id", "variant_id"].map((name) => ({
    ...{ topics: ["orders/*", "fulfillments/*", "refunds/*"], also: "null" as const, because: "custom lines are of no product" },
    field: `**.line_items.*.${name}`,
  })),
  ...["sku", "vendor", "product_id", "variant_id"].map((name) => ({
    ...{ topics: ["refunds/*", "orders/*"], also: "null" as const, because: "custom lines are of no product" },
    field: `**.line_item.${name}`,
  })),
  ...["return_line_items", "return_shipping_fees"].map((field) => ({
    ...{ topics: ["returns/*"], also: "items" as const, because: "the example returns nothing in particular" },
    field,
  })),
  { topics: ["returns/*"], field: "name", also: "string", because: "the example's return has no name yet" },
  { topics: ["reverse_fulfillment_orders/*"], field: "dispositions.*.location", also: "null", because: "what is missing lies nowhere" },
  { topics: ["customers_marketing_consent/*"], field: "phone", also: "string", because: "consent to text messages comes with a number" },
  ...["customers_marketing_consent/*", "customers_email_marketing_consent/*"].flatMap((topic) =>
    ["state", "opt_in_level", "consent_updated_at"].map((name) => ({
      ...{ topics: [topic], also: "string" as const, because: "the example's customer has not consented" },
      field: `*.${name}`,
    })),
  ),
  { topics: ["orders/*"], field: "returns", also: "items", because: EMPTY_IN_EXAMPLE },
  ...["transactions", "order_adjustments"].map((field) => ({
    ...{ topics: ["refunds/*"], also: "items" as const, because: "the example gives back no money" },
    field,
  })),
  { topics: ["refunds/*"], field: "return", also: "object", because: "the example's units were not sent back" },
];
