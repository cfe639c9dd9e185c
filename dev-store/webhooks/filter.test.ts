import { expect, test } from "vitest";
import { FilterSyntaxError, parseFilter } from "./filter.ts";

const product = {
  id: 9554,
  title: "T-Shirt",
  status: "active",
  vendor: null,
  product_type: "Music",
  updated_at: "2026-11-20T10:00:00+01:00",
  variants: [{ price: "9.50", taxable: false }, { price: "29.99" }],
};

test.each([
  ["id:*", true],
  ["vendor:*", false],
  ["id:* AND status:active AND (product_type:Music OR product_type:Movies)", true],
  ["status:ACTIVE product_type:Movies", false],
  ["variants.price:>=10.00", true],
  ["variants.price:>30", false],
  ["variants.price:9.5", true],
  ["variants.taxable:false", true],
  ["-status:active", false],
  ["NOT (status:draft OR status:archived)", true],
  ['title:"T-Shirt"', true],
  ["title:'Polo Shirt'", false],
  ["updated_at:>='2026-11-20T08:59:00Z'", true],
  ["updated_at:>='2026-11-20T09:01:00Z'", false],
  ["nothing.there:1", false],
])("%s is %s", (filter, expected) => {
  expect(parseFilter(filter)(product)).toBe(expected);
});

test.each(["", "status", "(status:active", "status:active)", "status:active AND", "OR status:active", "status:"])("%j cannot be read", (filter) => {
  expect(() => parseFilter(filter)).toThrow(FilterSyntaxError);
});
