import { shareOf } from "../../commerce/order-money.ts";
import type { Units } from "../../commerce/order-money.ts";
import type { TaxLine } from "../../state/sales-types.ts";
import type { Order } from "../../state/types.ts";
import { money, moneyBag } from "../views.ts";

/** Taxes as orders, lines and shipping show them. */

export function taxLine({ title, rate, cents, channelLiable }: TaxLine, currencyCode: string): object {
  return {
    ...{ title, rate, channelLiable, source: null },
    ratePercentage: rate === null ? null : rate * 100,
    price: money(cents),
    priceSet: moneyBag(cents, currencyCode),
  };
}

/** All taxes of the order, those of one name and rate added up. */
export function shownTaxLines(order: Order, units: Units): object[] {
  const sums = new Map<string, TaxLine>();
  const add = (line: TaxLine, cents: number): void => {
    const key = `${line.title}|${line.rate}`;
    sums.set(key, { ...line, cents: (sums.get(key)?.cents ?? 0) + cents });
  };
  for (const line of order.lineItems) for (const tax of line.taxLines) add(tax, shareOf(tax.cents, line, line[units]));
  for (const { taxLines, isRemoved } of order.shippingLines) if (!isRemoved) for (const tax of taxLines) add(tax, tax.cents);
  return [...sums.values()].filter(({ cents }) => cents > 0).map((line) => taxLine(line, order.currencyCode));
}
