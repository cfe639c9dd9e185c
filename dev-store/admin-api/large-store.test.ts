import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOrder } from "../commerce/checkout.ts";
import { startTestStore } from "./test-shop.ts";
import type { Answer, TestStore } from "./test-shop.ts";

/** One more than Shopify pages through. */
const CUSTOMERS = 25_001;
const PAGED_OBJECTS = 25_000;

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore({ bucket: { maximumAvailable: 1_000_000, restoreRate: 1_000_000 } });
  const { shop } = store.context;
  placeOrder(store.context, { email: "ada@example.com", lines: [{ variantId: [...shop.variants.keys()][0] ?? 0, quantity: 1 }] });
  const [customer = expect.fail()] = shop.customers.values();
  for (let id = customer.id + 1; shop.customers.size < CUSTOMERS; id += 1) shop.customers.set(id, { ...customer, id });
});
afterAll(() => store.devStore.close());

const count = (limit: string): object => store.ask(`{ customersCount${limit} { count precision } }`).data.customersCount;

test("counts end at their limit and say that there are more", () => {
  expect(count("")).toEqual({ count: 10_000, precision: "AT_LEAST" });
  expect(count("(limit: 25000)")).toEqual({ count: 25_000, precision: "AT_LEAST" });
  expect(count("(limit: 25001)")).toEqual({ count: CUSTOMERS, precision: "EXACT" });
  expect(count("(limit: null)")).toEqual({ count: CUSTOMERS, precision: "EXACT" });
});

function page(after: string | null): Answer {
  return store.ask(`query($after: String) { customers(first: 250, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`, { after });
}

test("pages end after the 25,000th object, where the store is set to it", () => {
  store.devStore.faults.set({ pagedObjects: PAGED_OBJECTS });
  let after: string | null = null;
  for (let seen = 0; seen < PAGED_OBJECTS; seen += 250) {
    const { data } = page(after);
    after = data.customers.pageInfo.endCursor;
    expect(data.customers.pageInfo.hasNextPage).toBe(true);
  }
  expect(page(after).errors).toMatchObject([{ extensions: { code: "BAD_REQUEST" } }]);
  store.devStore.faults.set({});
  expect(page(after).data.customers).toMatchObject({ nodes: [{}], pageInfo: { hasNextPage: false } });
});
