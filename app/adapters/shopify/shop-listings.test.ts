import { expect, test } from "vitest";
import { aShop } from "../../testing/shop-model.ts";
import { isResultAddress } from "./shop-listings.server.ts";

test.each([
  ["https://storage.googleapis.com/shopify-tiers-assets-prod/bulk-operation-outputs/x?Signature=s", true],
  ["https://test.myshopify.com/bulk/x.jsonl", true],
  ["https://cdn.shopify.com/x", true],
  ["https://other.myshopify.com/bulk/x.jsonl", false],
  ["http://storage.googleapis.com/x", false],
  ["https://storage.googleapis.com.evil.example/x", false],
  ["https://evilshopify.com/x", false],
  ["https://storage.googleapis.com@evil.example/x", false],
  ["https://user@storage.googleapis.com/x", false],
  ["https://169.254.169.254/latest/meta-data", false],
  ["file:///etc/passwd", false],
  ["not an address", false],
])("lists are fetched from where Shopify leaves them and from nowhere else: %s", (address, isAllowed) => {
  expect(isResultAddress(address, aShop("test"))).toBe(isAllowed);
});
