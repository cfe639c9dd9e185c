import { expect, test } from "vitest";
import { priorityOf } from "./priority-class.ts";
import type { OrderTraits, PriorityRule } from "./priority-class.ts";

const rules: readonly PriorityRule[] = [
  { name: "VIP", level: 20, condition: "customer_tag", value: "VIP" },
  { name: "Large", level: 10, condition: "order_value", value: "500" },
  { name: "Gift", level: 8, condition: "order_tag", value: "gift" },
  { name: "Home", level: 5, condition: "country", value: "de" },
];
const plain: OrderTraits = { tags: [], customerTags: [], country: null, totalPrice: 30 };

test.each<[what: string, order: Partial<OrderTraits>, level: number]>([
  ["nothing fits: level 0", {}, 0],
  ["the first rule that fits counts, not the highest level that would", { customerTags: ["vip"], totalPrice: 800 }, 20],
  ["an order of exactly the value is of the class", { totalPrice: 500 }, 10],
  ["one below is not", { totalPrice: 499.99 }, 0],
  ["tags are the same in upper and lower case", { tags: ["GIFT"] }, 8],
  ["so are countries", { country: "DE" }, 5],
])("%s", (_, order, level) => expect(priorityOf({ ...plain, ...order }, rules)).toBe(level));
