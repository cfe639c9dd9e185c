/** Order history made up from a seed, for runs on machines that have no real one. */
import type { HistoricCheckout, History, SoldLine } from "./order-lines.ts";
import type { Random } from "./random.ts";

const PRODUCTS = 30;
const CUSTOMERS = 25;
const MAX_LINES = 8;
const MAX_UNITS = 6;
const FIRST_CODE = 20_000;

/** Few products and many orders, so that the same shelf is asked for again and again. */
export function syntheticHistory(orders: number, random: Random): History {
  const checkouts: HistoricCheckout[] = [];
  for (let order = 1; order <= orders; order += 1) {
    checkouts.push({
      invoice: String(700_000 + order),
      // Some people buy without saying who they are.
      customer: random.happens(0.2) ? "" : String(10_000 + random.between(1, CUSTOMERS)),
      lines: Array.from({ length: random.between(1, MAX_LINES) }, () => soldLine(random)),
    });
  }
  return { checkouts, leftOut: { notAProduct: 0, notPositiveUnits: 0, notPositivePrice: 0, tooManyUnits: 0 } };
}

/** Squaring makes the first products sell often and the last ones seldom, as in any shop. */
function soldLine(random: Random): SoldLine {
  const product = Math.floor(random.fraction() ** 2 * PRODUCTS);
  return { sku: `${FIRST_CODE + product}`, units: random.between(1, MAX_UNITS), priceCents: 100 + product * 25 };
}
