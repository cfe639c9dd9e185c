/** What loans at one place change: a row for each side, with its sentence. No I/O, so that a replay makes the same rows. */
import { borrowedSentence, lentSentence } from "../domain/borrowing.ts";
import type { AllocationChange, LoanParty, PlaceLoan } from "./ports/queue.ts";
import { placeKey } from "./settlement.ts";

/** Whoever lends or borrows twice has the sum, and the last loan's sentence. */
export function loanChanges(loans: readonly PlaceLoan[]): AllocationChange[] {
  const rows = new Map<string, AllocationChange>();
  const add = (party: LoanParty, change: Pick<AllocationChange, "units" | "rule" | "sentence">) => {
    const { inventoryItemId, locationId, lineItemId, cohort, status, rank } = party;
    const key = `${placeKey(party)}/${lineItemId}/${cohort}`;
    const units = change.units + (rows.get(key)?.units ?? 0);
    rows.set(key, { inventoryItemId, locationId, lineItemId, cohort, rank, statusBefore: status, isFirmFromStart: false, ...change, units });
  };
  for (const { lender, borrower, units, repaidBy, completesOn } of loans) {
    add(borrower, { units, rule: "borrowed", sentence: borrowedSentence({ units, lender: lender.orderName, repaidBy }) });
    add(lender, { units: -units, rule: "lent", sentence: lentSentence({ units, borrower: borrower.orderName, repaidBy, completesOn }) });
  }
  return [...rows.values()];
}
