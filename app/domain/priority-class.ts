/**
 * The class of an order: a level of service that the merchant gives to some orders over others.
 *
 * Rules are tried from the first to the last; the first that fits names the order's class, and its level is the order's
 * priority. An order that no rule fits has level 0, like everybody under first come.
 *
 * Example: rule 1 "customer tag VIP: level 20", rule 2 "order value of 500 or more: level 10". An order of 800 by a
 * customer tagged "vip" has level 20; one of 800 by anybody else has level 10; one of 30 has level 0.
 */
export const PRIORITY_CONDITIONS = ["customer_tag", "order_tag", "country", "order_value"] as const;
export type PriorityCondition = (typeof PRIORITY_CONDITIONS)[number];

export interface PriorityRule {
  /** What the merchant calls the class. */
  readonly name: string;
  /** Higher is served first; 1 or more. */
  readonly level: number;
  readonly condition: PriorityCondition;
  /** A tag, a country's two letters, or the least order value in the shop's currency. */
  readonly value: string;
}

/** What of an order its class depends on. */
export interface OrderTraits {
  readonly tags: readonly string[];
  readonly customerTags: readonly string[];
  /** Where it ships to, "DE"; null: nowhere, or we may not know. */
  readonly country: string | null;
  /** In the shop's currency, as the order was placed. */
  readonly totalPrice: number;
}

export const LEAST_LEVEL = 0;

/** The level of the first rule that fits. */
export function priorityOf(order: OrderTraits, rules: readonly PriorityRule[]): number {
  return rules.find((rule) => fits(order, rule))?.level ?? LEAST_LEVEL;
}

function fits({ tags, customerTags, country, totalPrice }: OrderTraits, { condition, value }: PriorityRule): boolean {
  switch (condition) {
    case "customer_tag":
      return hasTag(customerTags, value);
    case "order_tag":
      return hasTag(tags, value);
    case "country":
      return country !== null && country.toUpperCase() === value.toUpperCase();
    case "order_value":
      return totalPrice >= Number(value);
  }
}

/** Shopify's tags are the same in upper and lower case. */
function hasTag(tags: readonly string[], tag: string): boolean {
  return tags.some((one) => one.toLowerCase() === tag.toLowerCase());
}
