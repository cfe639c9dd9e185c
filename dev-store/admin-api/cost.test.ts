import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { queryCost } from "./cost.ts";
import { adminSchema } from "./schema.ts";

function costOf(query: string, { variables = {}, data }: { variables?: Record<string, unknown>; data?: unknown } = {}): number {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  const request = { schema: adminSchema(), document, operation, variables };
  return data === undefined ? queryCost(request) : queryCost(request, data);
}

test.each([
  ["an object costs 1", `{ shop { name } }`, 1],
  ["each object inside costs 1 more", `{ productVariant(id: "x") { inventoryItem { id } product { title } } }`, 3],
  ["a connection costs 2 and grows with the logarithm of its size", `{ orders(first: 10) { nodes { id } } }`, 6],
  ["twice the size costs little more", `{ orders(first: 20) { nodes { id } } }`, 7],
  ["objects in the nodes multiply", `{ orders(first: 10) { nodes { id customer { id } } } }`, 10],
  ["the weight of a size is a whole number", `{ orders(first: 3) { nodes { id customer { id } } } }`, 6],
  ["edges weigh by what lies in them", `{ orders(first: 6) { edges { node { id customer { id } } } } }`, 8],
  ["money is free", `{ order(id: "x") { totalPriceSet { shopMoney { amount } } } }`, 1],
  ["a mutation costs 10, its payload's own object included", `mutation { orderEditCommit(id: "x") { order { id } userErrors { message } } }`, 10],
  ["objects below the payload count", `mutation { orderEditBegin(id: "x") { calculatedOrder { originalOrder { id } } } }`, 11],
  ["of fragments on different types the dearest counts", `{ node(id: "x") { ... on Order { customer { id } } ... on Product { id } } }`, 2],
])("%s", (_rule, query, cost) => {
  expect(costOf(query)).toBe(cost);
});

test("the size of a page may come from a variable", () => {
  expect(costOf(`query($n: Int!) { orders(first: $n) { nodes { id } } }`, { variables: { n: 20 } })).toBe(7);
});

test("a variable that is not given has its default", () => {
  expect(costOf(`query($n: Int = 20) { orders(first: $n) { nodes { id } } }`)).toBe(7);
});

test("a fragment on an interface counts besides the dearest type", () => {
  expect(costOf(`{ node(id: "x") { ... on HasMetafields { metafield(key: "a") { id } } ... on Order { customer { id } } } }`)).toBe(3);
});

const orders = (count: number) => ({ orders: { nodes: Array.from({ length: count }, (_, index) => ({ id: String(index) })) } });

test.each([
  ["a page that came in full costs what was asked", 20, 7],
  ["a page that came in part costs that part of its weight", 7, 4],
  ["one of twenty costs next to nothing", 1, 3],
  ["a page that came empty keeps the weight of what was asked for", 0, 7],
])("%s", (_rule, count, cost) => {
  expect(costOf(`{ orders(first: 20) { nodes { id } } }`, { data: orders(count) })).toBe(cost);
});

test("an object that is null costs 1", () => {
  expect(costOf(`{ order(id: "x") { customer { defaultAddress { id } } } }`, { data: { order: { customer: null } } })).toBe(2);
});

test("a refused mutation costs only itself", () => {
  const data = { orderEditBegin: { calculatedOrder: null } };
  expect(costOf(`mutation { orderEditBegin(id: "x") { calculatedOrder { originalOrder { id } } } }`, { data })).toBe(10);
});
