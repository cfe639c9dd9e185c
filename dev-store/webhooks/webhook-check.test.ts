import { expect, test } from "vitest";
import type { Violation } from "./webhook-check.ts";
import { WebhookCheck } from "./webhook-check.ts";

const level = {
  inventory_item_id: 1,
  location_id: 2,
  available: 3,
  updated_at: "2026-11-20T10:30:00+01:00",
  admin_graphql_api_id: "gid://shopify/InventoryLevel/2",
};

test("what fits is counted, and nothing else is said", () => {
  const check = new WebhookCheck();
  check.check("inventory_levels/update", level);
  check.check("inventory_levels/update", level);
  expect(check.report()).toEqual({ checked: { "inventory_levels/update": 2 }, violations: [] });
});

test("the same fault in many items is one violation, told once and counted", () => {
  const told: Violation[] = [];
  const check = new WebhookCheck((violation) => void told.push(violation));
  check.check("customers/redact", {
    shop_id: 1,
    shop_domain: "a.example",
    customer: { id: 1, email: "a@b.example", phone: "1" },
    orders_to_redact: ["a", "b"],
  });
  expect(told).toEqual([{ topic: "customers/redact", at: "/orders_to_redact/*", problem: "must be integer", times: 2 }]);
  expect(check.report().violations).toEqual(told);
});

test("a lacking field, a field too many and a topic that Shopify does not have are violations", () => {
  const check = new WebhookCheck();
  const { available: _available, ...rest } = level;
  expect(check.problemsOf("inventory_levels/update", { ...rest, colour: "red" })).toEqual([
    { at: "", problem: "must have required property 'available'" },
    { at: "", problem: "the example has no colour" },
  ]);
  expect(check.problemsOf("orders/eaten", {})).toEqual([{ at: "", problem: "Shopify 2026-07 has no such topic" }]);
  expect(check.problemsOf("../package", {})).toHaveLength(1);
});

test("a listed exception holds for its topics only", () => {
  const check = new WebhookCheck();
  const problems = check.problemsOf("locations/create", { province: null }).filter(({ at }) => at === "/province");
  expect(problems).toEqual([]);
  expect(check.problemsOf("locations/create", { name: null })).toContainEqual({ at: "/name", problem: "must be string" });
});
