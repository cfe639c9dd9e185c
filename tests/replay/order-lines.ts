/**
 * Order history as checkouts. A file of order lines (CSV, gzip: invoice, ts, sku, qty, price, customer, country) becomes
 * one checkout per invoice and customer, oldest first. Lines that no checkout could carry are left out and counted:
 * returns (negative units), corrections (price not above 0), more than 1,000 units, and codes that are no products
 * (postage, fees, vouchers: a product's code begins with five digits).
 */
import fs from "node:fs";
import zlib from "node:zlib";

export const MAX_LINES_PER_CHECKOUT = 50;
const MAX_UNITS_PER_LINE = 1_000;
const PRODUCT_CODE = /^\d{5}/;
const COLUMNS = "invoice,ts,sku,qty,price,customer,country";

export interface SoldLine {
  readonly sku: string;
  readonly units: number;
  readonly priceCents: number;
}

export interface HistoricCheckout {
  readonly invoice: string;
  /** Empty where the history does not say who bought. */
  readonly customer: string;
  readonly lines: readonly SoldLine[];
}

export type ReasonLeftOut = "notAProduct" | "notPositiveUnits" | "notPositivePrice" | "tooManyUnits";
export type LeftOut = Readonly<Record<ReasonLeftOut, number>>;

export interface History {
  readonly checkouts: readonly HistoricCheckout[];
  /** Lines left out, of the whole file. */
  readonly leftOut: LeftOut;
}

/** Reads a file of order lines. Throws when it is missing or its columns are others. */
export function readHistory(file: string): History {
  return historyOf(zlib.gunzipSync(fs.readFileSync(file)).toString("utf8"));
}

/** Throws, naming the line, when a row does not have the seven columns. */
export function historyOf(csv: string): History {
  const [header, ...rows] = csv.trimEnd().split(/\r?\n/);
  if (header !== COLUMNS) throw new Error(`The order lines begin with "${header}". Give a file whose first line is "${COLUMNS}".`);
  const leftOut: Record<ReasonLeftOut, number> = { notAProduct: 0, notPositiveUnits: 0, notPositivePrice: 0, tooManyUnits: 0 };
  const baskets = new Map<string, Basket>();
  rows.forEach((row, index) => {
    const { invoice, at, customer, line } = parseRow(row, index + 2);
    const reason = reasonLeftOut(line);
    if (reason !== null) {
      leftOut[reason] += 1;
      return;
    }
    const key = `${invoice} ${customer}`;
    const basket = baskets.get(key);
    if (basket === undefined) baskets.set(key, { invoice, at, customer, lines: [line] });
    else basket.lines.push(line);
  });
  const oldestFirst = [...baskets.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { checkouts: oldestFirst.flatMap(checkoutsOf), leftOut };
}

interface Basket {
  readonly invoice: string;
  readonly at: string;
  readonly customer: string;
  readonly lines: SoldLine[];
}

function parseRow(row: string, lineNumber: number): Omit<Basket, "lines"> & { line: SoldLine } {
  const fields = row.split(",");
  const [invoice, at, sku, qty, price, customer] = fields;
  if (fields.length !== 7 || invoice === undefined || at === undefined || sku === undefined || customer === undefined) {
    throw new Error(`Line ${lineNumber} of the order lines has ${fields.length} columns; it needs the seven of "${COLUMNS}".`);
  }
  const line = { sku: sku.trim().toUpperCase(), units: Number(qty), priceCents: Math.round(Number(price) * 100) };
  if (!Number.isInteger(line.units) || !Number.isFinite(line.priceCents)) {
    throw new Error(`Line ${lineNumber} of the order lines has units "${qty}" and price "${price}"; both must be numbers, units whole.`);
  }
  return { invoice, at, customer, line };
}

function reasonLeftOut({ sku, units, priceCents }: SoldLine): ReasonLeftOut | null {
  if (!PRODUCT_CODE.test(sku)) return "notAProduct";
  if (units <= 0) return "notPositiveUnits";
  if (priceCents <= 0) return "notPositivePrice";
  if (units > MAX_UNITS_PER_LINE) return "tooManyUnits";
  return null;
}

/** A basket of more lines than one checkout takes goes through several, one after the other. */
function checkoutsOf({ invoice, customer, lines }: Basket): HistoricCheckout[] {
  const checkouts: HistoricCheckout[] = [];
  for (let from = 0; from < lines.length; from += MAX_LINES_PER_CHECKOUT) {
    checkouts.push({ invoice, customer, lines: lines.slice(from, from + MAX_LINES_PER_CHECKOUT) });
  }
  return checkouts;
}
