/**
 * Amounts of money: whole hundredths of a currency, so that sums are exact.
 *
 * Example: 12.50 is typed, 1250 is kept, 100 units cost 125000, which reads "1,250.00".
 */
import { problem } from "./errors.ts";
import type { Problem } from "./errors.ts";

/** Larger amounts are typing errors. */
export const MOST_CENTS = 1_000_000_000;
const CURRENCY_CODE = /^[A-Z]{3}$/;

/** An amount as typed, 12.5 for twelve and a half; null: none. */
export function checkAmount(amount: number | null, field: string): Problem | null {
  if (amount === null) return null;
  if (!Number.isFinite(amount) || amount < 0) return problem("amount_unreadable", field);
  if (Math.abs(amount * 100 - Math.round(amount * 100)) > 1e-6) return problem("amount_too_fine", field, { amount });
  return Math.round(amount * 100) > MOST_CENTS ? problem("amount_too_large", field, { most: MOST_CENTS / 100 }) : null;
}

export function toCents(amount: number | null): number | null {
  return amount === null ? null : Math.round(amount * 100);
}

/** Empty: the shop's own currency. */
export function checkCurrency(code: string, field: string): Problem | null {
  return code === "" || CURRENCY_CODE.test(code) ? null : problem("currency_unknown", field, { code: code.slice(0, 20) });
}
