/**
 * Amounts as a storefront prints them. A shop has one format for each currency, such as `{{amount_with_comma_separator}} kr`;
 * the page's language changes nothing about it. Amounts are hundredths of the currency, also where it has no smaller unit.
 */

const FORMATS: Readonly<Record<string, string>> = {
  AUD: "${{amount}}",
  CAD: "${{amount}}",
  CHF: "CHF {{amount_with_apostrophe_separator}}",
  DKK: "{{amount_with_comma_separator}} kr",
  EUR: "€{{amount}}",
  GBP: "£{{amount}}",
  JPY: "¥{{amount_no_decimals}}",
  NOK: "{{amount_with_comma_separator}} kr",
  PLN: "{{amount_with_comma_separator}} zł",
  SEK: "{{amount_with_comma_separator}} kr",
  USD: "${{amount}}",
};
const OTHER_FORMAT = "{{amount}}";

/** Thousands and decimals of each placeholder; no decimals where the second is null. */
const SEPARATORS: Readonly<Record<string, readonly [string, string | null]>> = {
  amount: [",", "."],
  amount_no_decimals: [",", null],
  amount_with_comma_separator: [".", ","],
  amount_no_decimals_with_comma_separator: [".", null],
  amount_with_apostrophe_separator: ["'", "."],
  amount_no_decimals_with_space_separator: [" ", null],
  amount_with_space_separator: [" ", ","],
  amount_with_period_and_space_separator: [" ", "."],
};

export function moneyFormatOf(currencyCode: string): string {
  return FORMATS[currencyCode] ?? OTHER_FORMAT;
}

/** With the currency's code, as `money_with_currency` prints it. */
export function moneyWithCurrencyFormatOf(currencyCode: string): string {
  return `${moneyFormatOf(currencyCode)} ${currencyCode}`;
}

/** `4900` in `{{amount_with_comma_separator}} kr` is "49,00 kr". */
export function formatMoney(cents: number, format: string): string {
  return format.replace(/\{\{\s*(\w+)\s*\}\}/, (_, placeholder: string) => amountOf(cents, placeholder));
}

/** The amount alone: `money_without_currency`. */
export function amountIn(cents: number, format: string): string {
  return amountOf(cents, /\{\{\s*(\w+)\s*\}\}/.exec(format)?.[1] ?? "amount");
}

/** "€49.00" without its zeros is "€49"; "€49.50" stays. */
export function withoutTrailingZeros(text: string): string {
  return text.replace(/[.,]00(?!\d)/, "");
}

function amountOf(cents: number, placeholder: string): string {
  const [thousands, decimals] = SEPARATORS[placeholder] ?? SEPARATORS["amount"] ?? [",", "."];
  const [whole = "0", fraction = ""] = (Math.abs(cents) / 100).toFixed(decimals === null ? 0 : 2).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${cents < 0 ? "-" : ""}${grouped}${decimals === null ? "" : `${decimals}${fraction}`}`;
}
