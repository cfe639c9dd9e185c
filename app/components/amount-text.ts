/** "1,250.00 EUR" */
import type { AdminText } from "./admin-text.ts";

export function amountText(cents: number, currency: string, { number }: AdminText): string {
  const hundredths = String(cents % 100).padStart(2, "0");
  return `${number(Math.trunc(cents / 100))}.${hundredths}${currency === "" ? "" : ` ${currency}`}`;
}

/** As it is typed: "12.50", empty for none. */
export function typedAmount(cents: number | null): string {
  return cents === null ? "" : (cents / 100).toFixed(2);
}
