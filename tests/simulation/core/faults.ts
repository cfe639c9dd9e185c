/** What goes wrong, how often, and how often it did. */
export interface FaultRates {
  readonly duplicatedHints: number;
  readonly reorderedHints: number;
  readonly lostHints: number;
  /** Per call of a port: the process dies before or after it. */
  readonly crashes: number;
  /** Per call of Shopify: it does not answer, nothing happened. */
  readonly outages: number;
  /** Per change asked of Shopify: it is done and the answer is lost. */
  readonly lostAnswers: number;
  /** Per mail: the conversation ends otherwise than accepted. */
  readonly mailTrouble: number;
}

export const FAULTS: FaultRates = {
  duplicatedHints: 0.3,
  reorderedHints: 0.3,
  lostHints: 0.05,
  crashes: 1 / 500,
  outages: 1 / 60,
  lostAnswers: 1 / 15,
  mailTrouble: 0.15,
};

export const NO_FAULTS: FaultRates = { duplicatedHints: 0, reorderedHints: 0, lostHints: 0, crashes: 0, outages: 0, lostAnswers: 0, mailTrouble: 0 };

/** Everything that is counted over a run. */
export function newTally() {
  return {
    /** What people, the warehouse, suppliers and Shopify do. */
    acts: 0,
    hintsDelivered: 0,
    jobsRun: 0,
    hints: 0,
    hintsDuplicated: 0,
    hintsReordered: 0,
    hintsLost: 0,
    crashesBefore: 0,
    crashesAfter: 0,
    crashesAtCommit: 0,
    /** Of all crashes: those that took an open transaction with them. */
    crashesInTransactions: 0,
    outages: 0,
    answersLost: 0,
    commitsUnheard: 0,
    mailsUncertain: 0,
    mailsRefused: 0,
    mailsUnavailable: 0,
    deadlocks: 0,
    ordersUnseen: 0,
    ordersUnrouted: 0,
    linesUncommitted: 0,
    settles: 0,
    unitsGiven: 0,
    unitsTakenBack: 0,
    lifts: 0,
    falseLifts: 0,
    liftsInIngestGap: 0,
    liftsForUnrouted: 0,
    overAllocations: 0,
    estimatesOutOfOrder: 0,
    placesCompared: 0,
    totalsDifferByOrder: 0,
    linesCompared: 0,
    linesDifferWithException: 0,
    linesDifferWithoutException: 0,
    promises: 0,
    notices: 0,
    mails: 0,
    publications: 0,
    holdsPlaced: 0,
    rests: 0,
  };
}

export type Tally = ReturnType<typeof newTally>;

/** What the simulation's queue has processed, by kind: acts, hints delivered, jobs run, and what went wrong beside them. */
export function eventsOf(tally: Tally): { acts: number; hints: number; jobs: number; faults: number; all: number } {
  const { acts, hintsDelivered: hints, jobsRun: jobs } = tally;
  const mailTrouble = tally.mailsUncertain + tally.mailsRefused + tally.mailsUnavailable;
  const deaths = tally.crashesBefore + tally.crashesAfter + tally.crashesAtCommit;
  const faults = deaths + tally.outages + tally.answersLost + tally.hintsLost + mailTrouble;
  return { acts, hints, jobs, faults, all: acts + hints + jobs + faults };
}

/** Faults that a run must have seen: with none of a kind it proves nothing about that kind. */
export const MUST_HAPPEN: readonly (keyof Tally)[] = [
  "hintsDuplicated",
  "hintsReordered",
  "hintsLost",
  "crashesBefore",
  "crashesAfter",
  "crashesInTransactions",
  "outages",
  "answersLost",
  "commitsUnheard",
  "mailsUncertain",
  "ordersUnseen",
  "ordersUnrouted",
  "linesUncommitted",
  "lifts",
];

/** What must hold does not. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly invariant: string;
  constructor(invariant: string, finding: string) {
    super(finding);
    this.invariant = invariant;
  }
}
