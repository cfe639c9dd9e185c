/**
 * On which terms a supplier sells: whole packs, minimum orders, days on which it takes orders. A purchase order that
 * misses them is not refused, because the merchant may have agreed otherwise; it is told, with what would fit.
 *
 * Example: mugs come in packs of 6, at least 12. 10 mugs: "10 is not a whole number of packs of 6: 12 would be",
 * and "at least 12 are sold at once".
 */
import { isoWeekday } from "./calendar-date.ts";
import type { CalendarDate, InventoryItemId, SupplierId } from "./ids.ts";

export interface SupplierTerms {
  /** The least that one order must come to; null: no minimum. */
  readonly minimumUnits: number | null;
  readonly minimumCents: number | null;
  /** ISO weekdays on which it takes orders. */
  readonly orderWeekdays: readonly number[];
  readonly email: string;
}

export interface ItemTerms {
  readonly inventoryItemId: InventoryItemId;
  /** 1: sold singly. */
  readonly packSize: number;
  readonly minimumUnits: number | null;
}

export interface PlannedLine {
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
  readonly unitCostCents: number | null;
}

/** Something the merchant should know before ordering; each says what would fit. */
export type OrderWarning =
  | { readonly kind: "not_whole_packs"; readonly inventoryItemId: InventoryItemId; readonly units: number; readonly packSize: number; readonly fits: number }
  | { readonly kind: "below_item_minimum"; readonly inventoryItemId: InventoryItemId; readonly units: number; readonly least: number }
  | { readonly kind: "below_minimum_units"; readonly units: number; readonly least: number }
  | { readonly kind: "below_minimum_amount"; readonly cents: number; readonly leastCents: number }
  | { readonly kind: "amount_unknown"; readonly leastCents: number }
  | { readonly kind: "no_order_day"; readonly weekday: number }
  | { readonly kind: "no_email" };

export function orderWarnings({
  terms,
  items,
  lines,
  orderedOn,
}: {
  terms: SupplierTerms;
  items: readonly ItemTerms[];
  lines: readonly PlannedLine[];
  orderedOn: CalendarDate;
}): OrderWarning[] {
  return [
    ...lines.flatMap((line) =>
      lineWarnings(
        line,
        items.find(({ inventoryItemId }) => inventoryItemId === line.inventoryItemId),
      ),
    ),
    ...totalWarnings(terms, lines),
    ...(terms.orderWeekdays.includes(isoWeekday(orderedOn)) ? [] : [{ kind: "no_order_day" as const, weekday: isoWeekday(orderedOn) }]),
    ...(terms.email === "" ? [{ kind: "no_email" as const }] : []),
  ];
}

function lineWarnings({ inventoryItemId, units }: PlannedLine, terms: ItemTerms | undefined): OrderWarning[] {
  if (terms === undefined) return [];
  const { packSize, minimumUnits } = terms;
  const warnings: OrderWarning[] = [];
  if (units % packSize !== 0) warnings.push({ kind: "not_whole_packs", inventoryItemId, units, packSize, fits: fittingUnits(terms, units) });
  if (minimumUnits !== null && units < minimumUnits) warnings.push({ kind: "below_item_minimum", inventoryItemId, units, least: minimumUnits });
  return warnings;
}

/** The fewest units that are at least as many as wanted, in whole packs and not below the minimum. */
export function fittingUnits({ packSize, minimumUnits }: Pick<ItemTerms, "packSize" | "minimumUnits">, wanted: number): number {
  return Math.ceil(Math.max(wanted, minimumUnits ?? 0) / packSize) * packSize;
}

function totalWarnings({ minimumUnits, minimumCents }: SupplierTerms, lines: readonly PlannedLine[]): OrderWarning[] {
  const warnings: OrderWarning[] = [];
  const units = lines.reduce((sum, line) => sum + line.units, 0);
  if (minimumUnits !== null && units < minimumUnits) warnings.push({ kind: "below_minimum_units", units, least: minimumUnits });
  if (minimumCents === null) return warnings;
  const cents = lines.reduce((sum, line) => sum + line.units * (line.unitCostCents ?? 0), 0);
  if (cents >= minimumCents) return warnings;
  const isKnown = lines.every(({ unitCostCents }) => unitCostCents !== null);
  return [...warnings, isKnown ? { kind: "below_minimum_amount", cents, leastCents: minimumCents } : { kind: "amount_unknown", leastCents: minimumCents }];
}

/** One supplier's offer of a variant. */
export interface SupplierOffer {
  readonly supplierId: SupplierId;
  readonly inventoryItemId: InventoryItemId;
  /** 1 is asked first. */
  readonly rank: number;
  /** The item's own, else the supplier's; null: not known. */
  readonly leadTimeDays: number | null;
}

/**
 * The supplier to order these items from: the one that sells most of them; of several the one asked first, then the
 * quickest. Null: nobody sells any of them.
 */
export function proposedSupplier(offers: readonly SupplierOffer[], wanted: readonly InventoryItemId[]): SupplierId | null {
  const candidates = [
    ...Map.groupBy(
      offers.filter(({ inventoryItemId }) => wanted.includes(inventoryItemId)),
      ({ supplierId }) => supplierId,
    ),
  ].map(([supplierId, own]) => ({
    supplierId,
    items: own.length,
    rank: own.reduce((sum, { rank }) => sum + rank, 0) / own.length,
    days: Math.max(...own.map(({ leadTimeDays }) => leadTimeDays ?? Infinity)),
  }));
  candidates.sort(
    (one, other) => other.items - one.items || one.rank - other.rank || compareDays(one.days, other.days) || (one.supplierId < other.supplierId ? -1 : 1),
  );
  return candidates[0]?.supplierId ?? null;
}

/** Infinity minus infinity is no number. */
function compareDays(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
