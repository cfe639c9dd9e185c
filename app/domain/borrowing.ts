/**
 * Lending: an order that ships together and still waits for something else need not sit on units that a younger order
 * could ship today, if units of its own are back before it needs them.
 *
 * A line that ships as ready borrows a unit from an older, incomplete together-order when dated inbound, at the shop's
 * confidence, gives it back before the day on which the lender has the last of what it waits for; who has no such day may
 * wait longer than any. What is lent is given back before anybody else is served. Those who wait as ready borrow in the
 * order of the queue, and when one of them cannot, nobody behind it may. An order that ships together and waits in between
 * is passed only if that makes it no later. So lending makes nobody later than the stated dates had it (✗ never lending:
 * units lie for weeks; ✗ lending freely: the together-order starves).
 *
 * Example: order A ships together: its mug is here, its lamp is due 3 Nov. B waits for a mug, the next one can ship on
 * 14 Oct. B gets A's mug today, and A the one of 14 Oct. If the next mug were due 3 Nov too, B would wait.
 */
import type { CalendarDate } from "./ids.ts";

/** Somebody who waits, or has units to lend, at one item's shelf. Ranks are places in the queue's order, lowest first. */
interface Party {
  readonly rank: number;
  /** Units of the item that it waits for there. */
  readonly unitsWaiting: number;
  /** Of those, units that it has lent and that are given back before anybody is served. */
  readonly unitsLent: number;
  /** Units that wait there before it, whoever's they are, and those of orders that we cannot read. */
  readonly unitsBefore: number;
}

export interface Lender extends Party {
  /** Allocated, and nobody has been told of them yet. */
  readonly unitsLendable: number;
  /** When the last of what its order waits for can ship, what it has lent left out; null: no day can be stated. */
  readonly completesOn: CalendarDate | null;
}

export interface Borrower extends Party {
  readonly unitsAllocated: number;
  /** Fewer units than this leave only when nothing of the line waits. */
  readonly leastShippable: number;
}

/** An order that ships together and waits for the item itself. */
export interface Bystander extends Party {
  readonly completesOn: CalendarDate | null;
}

/** Units up to this place in the queue can ship on that day, at the shop's confidence. Places and days ascend. */
export interface DatedUnits {
  readonly upTo: number;
  readonly shipBy: CalendarDate;
}

export interface Loan<Lending, Borrowing> {
  readonly lender: Lending;
  readonly borrower: Borrowing;
  readonly units: number;
  /** The day on which inbound gives it back. */
  readonly repaidBy: CalendarDate;
}

export interface LendingParties<Lending, Borrowing, Passed> {
  readonly lenders: readonly Lending[];
  readonly borrowers: readonly Borrowing[];
  readonly bystanders: readonly Passed[];
}

/** The loans to make now. `inbound`: what the item's dated supply amounts to there. */
export function lend<Lending extends Lender, Borrowing extends Borrower, Passed extends Bystander>(
  { lenders, borrowers, bystanders }: LendingParties<Lending, Borrowing, Passed>,
  inbound: readonly DatedUnits[],
): Loan<Lending, Borrowing>[] {
  let loans: Loan<Lending, Borrowing>[] = [];
  // Whoever needs its units last lends first.
  const willing = [...lenders].sort((one, other) => compareDays(other.completesOn, one.completesOn) || one.rank - other.rank);
  for (const borrower of [...borrowers].sort((one, other) => one.rank - other.rank)) {
    const passed = bystanders.filter(({ rank }) => rank < borrower.rank);
    const more = borrowFrom({ willing, borrower, passed, loans, inbound });
    const units = unitsOf(more);
    const unitsLeft = borrower.unitsWaiting - units;
    if (unitsLeft === 0 || borrower.unitsAllocated + units >= borrower.leastShippable) loans = [...loans, ...more];
    if (unitsLeft > 0) break;
  }
  return loans;
}

interface Wish<Lending, Borrowing, Passed> {
  readonly willing: readonly Lending[];
  readonly borrower: Borrowing;
  readonly passed: readonly Passed[];
  readonly loans: readonly Loan<Lending, Borrowing>[];
  readonly inbound: readonly DatedUnits[];
}

/** What one line can borrow beside the loans made before it. */
function borrowFrom<Lending extends Lender, Borrowing extends Borrower, Passed extends Bystander>({
  willing,
  borrower,
  passed,
  loans,
  inbound,
}: Wish<Lending, Borrowing, Passed>): Loan<Lending, Borrowing>[] {
  const more: Loan<Lending, Borrowing>[] = [];
  for (const lender of willing.filter(({ rank }) => rank < borrower.rank)) {
    const lentBefore = unitsOf(loans.filter((loan) => loan.lender === lender));
    const most = Math.min(lender.unitsLendable - lentBefore, borrower.unitsWaiting - unitsOf(more));
    for (let units = most; units > 0; units--) {
      const day = dayOf(unitsAhead(lender, [...loans, ...more]) + lentBefore + units, inbound);
      const loan = day === null ? null : { lender, borrower, units, repaidBy: day };
      if (loan === null || !isHarmless([...loans, ...more, loan], { passed, inbound })) continue;
      more.push(loan);
      break;
    }
  }
  return more;
}

/** All that was lent is back before its lender has the rest, and nobody who was passed is later than it was. */
function isHarmless(loans: readonly Loan<Lender, Borrower>[], { passed, inbound }: { passed: readonly Bystander[]; inbound: readonly DatedUnits[] }): boolean {
  const lenders = new Set(loans.map(({ lender }) => lender));
  const areRepaid = [...lenders].every((lender) => {
    const lent = unitsOf(loans.filter((loan) => loan.lender === lender));
    const day = dayOf(unitsAhead(lender, loans) + lent, inbound);
    return day !== null && (lender.completesOn === null || day < lender.completesOn);
  });
  return areRepaid && passed.every((one) => one.completesOn === null || compareDays(dayOf(unitsAhead(one, loans), inbound), one.completesOn) <= 0);
}

/** The place of a party's last unit in the queue, when all that others have lent comes before it. */
function unitsAhead(party: Party, loans: readonly Loan<Lender, Borrower>[]): number {
  return party.unitsBefore + party.unitsWaiting + unitsOf(loans.filter(({ lender }) => lender !== party));
}

/** The day on which the unit at this place of the queue can ship; null: none is stated. */
function dayOf(place: number, inbound: readonly DatedUnits[]): CalendarDate | null {
  return inbound.find(({ upTo }) => place <= upTo)?.shipBy ?? null;
}

/** No day is later than any. */
function compareDays(one: CalendarDate | null, other: CalendarDate | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}

function unitsOf(loans: readonly { readonly units: number }[]): number {
  return loans.reduce((sum, { units }) => sum + units, 0);
}

/** Units given back to those who lent, oldest lender first. Units in = units given back + units left. */
export function repay<Owed extends { readonly unitsLent?: number }>(queue: readonly Owed[], units: number): Map<Owed, number> {
  const back = new Map<Owed, number>();
  let unitsLeft = units;
  for (const entry of queue) {
    const own = Math.min(entry.unitsLent ?? 0, unitsLeft);
    if (own > 0) back.set(entry, own);
    unitsLeft -= own;
  }
  return back;
}

const count = (units: number) => (units === 1 ? "1 unit" : `${units} units`);

/** Why a line got units out of its turn. */
export function borrowedSentence({ units, lender, repaidBy }: { units: number; lender: string; repaidBy: CalendarDate }): string {
  return `Borrowed ${count(units)} from ${lender}, which ships together and waits for other units longer; it gets ${units === 1 ? "its own" : "them"} back by ${repaidBy}.`;
}

/** Why an order gave units away that were already its own. */
export function lentSentence({
  units,
  borrower,
  repaidBy,
  completesOn,
}: {
  units: number;
  borrower: string;
  repaidBy: CalendarDate;
  completesOn: CalendarDate | null;
}): string {
  const until = completesOn === null ? "before anything else it waits for has a date" : `before the rest of this order, due ${completesOn}`;
  return `Lent ${count(units)} to ${borrower}, which can leave today: given back by ${repaidBy}, ${until}.`;
}
