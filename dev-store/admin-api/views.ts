import type { Address } from "../state/types.ts";

/** Small values that many types show the same way. */

/** A Decimal as Shopify prints it: at least one digit after the point, no more than needed. */
export function decimal(cents: number): string {
  const text = (cents / 100).toFixed(2);
  return text.endsWith("0") ? text.slice(0, -1) : text;
}

/** The Money scalar always has two digits. */
export function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

export function moneyV2(cents: number, currencyCode: string): object {
  return { amount: decimal(cents), currencyCode };
}

/** The demo shop sells in one currency, so what the customer sees is what the shop gets. */
export function moneyBag(cents: number, currencyCode: string): object {
  return { shopMoney: moneyV2(cents, currencyCode), presentmentMoney: moneyV2(cents, currencyCode) };
}

/** Shopify counts up to the limit and says when there are more. */
export function count(number: number, limit: number | null = null): object {
  const isMore = limit !== null && number > limit;
  return { count: isMore ? limit : number, precision: isMore ? "AT_LEAST" : "EXACT" };
}

export function mailingAddress(address: Address, id: number): object {
  return {
    ...address,
    id: `gid://shopify/MailingAddress/${id}?model_name=Address`,
    name: `${address.firstName} ${address.lastName}`.trim(),
    countryCode: address.countryCode,
    countryCodeV2: address.countryCode,
    coordinatesValidated: false,
    latitude: null,
    longitude: null,
    timeZone: null,
    formattedArea: `${address.city}, ${address.country}`,
  };
}

/** Reads an amount such as "12.5" into cents. */
export function centsOf(amount: unknown): number {
  return Math.round(Number(amount) * 100);
}
