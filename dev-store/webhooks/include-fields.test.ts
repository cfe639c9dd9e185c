import { expect, test } from "vitest";
import { onlyFields } from "./include-fields.ts";

const order = { id: 1, name: "#1001", customer: { id: 7, email: "ada@example.com" }, line_items: [{ id: 3, sku: "MUG", price: "2.50" }], note: null };

test("only the named fields are sent, of lists those of every item", () => {
  expect(onlyFields(order, ["id", "line_items.sku", "line_items.id", "customer.id"])).toEqual({
    id: 1,
    customer: { id: 7 },
    line_items: [{ id: 3, sku: "MUG" }],
  });
});

test("a whole object is sent when it is named itself, and an unknown name is passed over", () => {
  expect(onlyFields(order, ["customer", "customer.id", "note", "colour"])).toEqual({ customer: order.customer, note: null });
});
