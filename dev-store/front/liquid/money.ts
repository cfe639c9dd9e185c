/** Amounts as Shopify prints them: minor units in, text out. Euro and dollar put the symbol first in English. */

const MINOR_UNITS_PER_UNIT = 100;

/** `1234` cents as "€12.34", or "12,34 €" in German. */
export function money(cents: number, { locale, currencyCode }: { locale: string; currencyCode: string }): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency: currencyCode }).format(cents / MINOR_UNITS_PER_UNIT);
}
