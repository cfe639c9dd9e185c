import type { SchemaException } from "./schema-exceptions.ts";

/** Where payloads of selling plans and charges are wider than their examples: the one of a group shows a subscription only. */

const FIXED = "the example's plan recurs; a pre-order is charged and delivered once";
const IN_FIXED = {
  billing_policy: {
    absent: ["interval", "interval_count", "min_cycles", "max_cycles"],
    present: [
      "checkout_charge_type",
      "checkout_charge_value",
      "remaining_balance_charge_trigger",
      "remaining_balance_charge_exact_time",
      "remaining_balance_charge_time_after_checkout",
    ],
  },
  delivery_policy: { absent: ["interval", "interval_count"], present: ["fulfillment_trigger", "fulfillment_exact_time"] },
};

const GROUPS = ["selling_plan_groups/*"];

export const MERCHANDISE_EXCEPTIONS: readonly SchemaException[] = [
  ...Object.entries(IN_FIXED).flatMap(([policy, { absent, present }]) => [
    ...absent.map((name): SchemaException => ({ topics: GROUPS, field: `selling_plans.*.${policy}.${name}`, also: "absent", because: FIXED })),
    ...present.map((name): SchemaException => ({ topics: GROUPS, field: `selling_plans.*.${policy}.${name}`, also: "present", because: FIXED })),
  ]),
  { topics: GROUPS, field: "app_id", also: "null", because: "few apps name themselves; the documented example itself has none" },
  { topics: GROUPS, field: "product_variants", also: "items", because: "the example's group has no variants of its own" },
  { topics: GROUPS, field: "products", also: "items", because: "the example's group has no products" },
  { topics: GROUPS, field: "selling_plans.*.delivery_policy.anchors", also: "items", because: "the example's plan delivers on no fixed day" },
  { topics: GROUPS, field: "selling_plans.*.pricing_policies", also: "items", because: "the example's plan does not change the price" },
  { topics: ["collections/*"], field: "sort_order", also: "string", because: "the example's collection has no order of its own" },
  { topics: ["collections/*"], field: "template_suffix", also: "string", because: "the example's collection has no template of its own" },
  { topics: ["collections/*"], field: "published_at", also: "null", because: "a collection may not be published" },
];
