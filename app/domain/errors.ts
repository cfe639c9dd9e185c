/**
 * Input that we cannot act on, said so that the person can: which field, what is wrong with it, what to do. Text is in
 * app/locales/en/problems.json, one sentence per code; the facts fill its gaps.
 *
 * Example: {code: "units_too_many", field: "lines.0.units", facts: {units: 2000000, most: 1000000}} reads "Units can be
 * at most 1000000, not 2000000. Split the order."
 */

export type ProblemCode =
  | "units_missing"
  | "units_not_whole"
  | "units_not_positive"
  | "units_too_many"
  | "units_below_received"
  | "lines_missing"
  | "lines_too_many"
  | "variant_unknown"
  | "variant_twice"
  | "date_unreadable"
  | "date_long_past"
  | "date_too_far"
  | "date_in_future"
  | "text_missing"
  | "text_too_long"
  | "email_unreadable"
  | "number_taken"
  | "name_taken"
  | "supplier_unknown"
  | "location_unknown"
  | "purchase_order_unknown"
  | "purchase_order_closed"
  | "purchase_order_draft"
  | "purchase_order_not_draft"
  | "shipment_unknown"
  | "shipment_closed"
  | "same_shipment"
  | "more_than_open"
  | "shipments_too_many"
  | "receipt_before_order"
  | "amount_unreadable"
  | "amount_too_fine"
  | "amount_too_large"
  | "currency_unknown"
  | "not_sold_by_supplier"
  | "rise_unknown"
  | "rise_answered"
  | "rise_correcting"
  | "more_than_rise"
  | "other_place"
  | "changed_meanwhile"
  | "nothing_received"
  | "more_than_ordered"
  | "not_in_shipment"
  | "mode_unknown"
  | "limit_not_whole"
  | "limit_too_large"
  | "capacity_not_positive"
  | "capacity_too_large"
  | "weekdays_missing"
  | "weekday_unknown"
  | "days_out_of_range"
  | "time_unreadable"
  | "time_zone_unknown"
  | "confidence_out_of_range"
  | "stage_unknown"
  | "holidays_too_many"
  | "ship_preference_unknown"
  | "order_unknown"
  | "policy_unknown"
  | "rules_too_many"
  | "level_out_of_range"
  | "condition_unknown"
  | "country_unreadable"
  | "amount_unreadable"
  | "reserve_twice"
  | "nothing_waits"
  | "more_than_waits";

export interface Problem {
  readonly code: ProblemCode;
  /** Path of the input, e.g. "lines.2.units". */
  readonly field: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** An outcome that the caller is expected to handle. */
export type Outcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

export function done<Value>(value: Value): Outcome<Value> {
  return { ok: true, value };
}

export function refused(...problems: readonly Problem[]): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems };
}

export function problem(code: ProblemCode, field: string, facts: Problem["facts"] = {}): Problem {
  return { code, field, facts };
}
