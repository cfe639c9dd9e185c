/** What must hold of the ledger's tables at any moment between two transactions: I2, I3, I4, I7, I9, I10, I13. */
import type { PromiseRow, Tables } from "../../../app/testing/in-memory/tables.ts";
import { Violation } from "./faults.ts";

export interface Mails {
  /** How often the mail server took each notice, by shop and notice. */
  readonly taken: ReadonlyMap<string, number>;
}

/** Promises as they were when first seen: none may ever look otherwise. */
export type PromisesSeen = Map<string, string>;

export function checkLedger(tables: Tables, { mails, promises }: { mails: Mails; promises: PromisesSeen }): void {
  checkEntries(tables);
  checkTotals(tables);
  checkHistory(tables);
  checkFacts(tables);
  checkPromises(tables, promises);
  checkNotices(tables, mails);
}

function checkEntries(tables: Tables): void {
  for (const entry of tables.entries.all(null)) {
    const { shop, lineItemId, unitsOrdered, unitsFulfilled, unitsRemoved, unitsGranted, unitsAllocated, unitsWaiting, status } = entry;
    const name = `line ${lineItemId} of ${shop} at ${entry.locationId}`;
    const open = unitsOrdered - unitsFulfilled - unitsRemoved;
    if (Math.min(open, unitsAllocated, unitsWaiting, unitsGranted, unitsFulfilled, unitsRemoved) < 0) throw new Violation("I1", `${name} has a negative count`);
    if (unitsAllocated + unitsWaiting !== open) throw new Violation("I3", `${name}: ${open} open, ${unitsWaiting} wait and ${unitsAllocated} are allocated`);
    if (unitsAllocated !== Math.min(Math.max(0, unitsGranted - unitsFulfilled), open))
      throw new Violation("3.3", `${name}: granted ${unitsGranted}, fulfilled ${unitsFulfilled}, allocated ${unitsAllocated} of ${open}`);
    const expected =
      open === 0 ? (unitsFulfilled > 0 ? "fulfilled" : "cancelled") : unitsAllocated === 0 ? "waiting" : unitsWaiting === 0 ? "allocated" : "partly_allocated";
    if (status !== expected) throw new Violation("I4", `${name} is ${status} with counts that say ${expected}`);
    if (tables.lines.get(null, shop, lineItemId)?.orderId !== entry.orderId) throw new Violation("I13", `${name} has no such line in its shop`);
  }
  for (const line of tables.lines.all(null)) {
    const entries = tables.entries.of(null, "line", line.shop, line.lineItemId);
    const sum = (count: (entry: (typeof entries)[number]) => number) => entries.reduce((total, entry) => total + count(entry), 0);
    const counts = [sum((one) => one.unitsOrdered), sum((one) => one.unitsFulfilled), sum((one) => one.unitsRemoved)].join(", ");
    const told = [line.unitsOrdered, line.unitsFulfilled, line.unitsRemoved].join(", ");
    if (counts !== told) throw new Violation("I3", `line ${line.lineItemId} of ${line.shop} says ${told}, its entries ${counts}`);
  }
}

function checkTotals(tables: Tables): void {
  const sums = new Map<string, { waiting: number; allocated: number }>();
  for (const { shop, inventoryItemId, locationId, unitsWaiting, unitsAllocated } of tables.entries.all(null)) {
    const key = [shop, inventoryItemId, locationId].join(" ");
    const sum = sums.get(key) ?? { waiting: 0, allocated: 0 };
    sums.set(key, { waiting: sum.waiting + unitsWaiting, allocated: sum.allocated + unitsAllocated });
  }
  for (const { shop, inventoryItemId, locationId, unitsWaiting, unitsAllocated } of tables.totals.all(null)) {
    const key = [shop, inventoryItemId, locationId].join(" ");
    const sum = sums.get(key) ?? { waiting: 0, allocated: 0 };
    sums.delete(key);
    if (sum.waiting !== unitsWaiting || sum.allocated !== unitsAllocated)
      throw new Violation(
        "I2",
        `item ${inventoryItemId} at ${locationId} of ${shop}: ${sum.waiting} wait and ${sum.allocated} are allocated, the total says ${unitsWaiting} and ${unitsAllocated}`,
      );
  }
  for (const [key, { waiting, allocated }] of sums) if (waiting + allocated > 0) throw new Violation("I2", `${key} has no total`);
}

function checkHistory(tables: Tables): void {
  const steps = Map.groupBy(tables.history.all(null), (step) => [step.shop, step.lineItemId, step.cohort, step.locationId].join(" "));
  for (const [key, ofEntry] of steps) {
    let before: (typeof ofEntry)[number] | null = null;
    for (const step of ofEntry.sort((a, b) => a.historyId - b.historyId)) {
      const from = before === null || before.statusTo === "moved" ? null : before.statusTo;
      if (step.statusFrom !== from) throw new Violation("I4", `${key}: step ${step.historyId} goes from ${step.statusFrom}, the one before ended in ${from}`);
      const isGranted = step.cause === "allocated" || step.cause === "taken_back";
      if (isGranted && (from === "cancelled" || from === "fulfilled")) throw new Violation("I4", `${key} left ${from} by a settle`);
      if (step.cause === "changed" && step.unitsGranted !== before?.unitsGranted)
        throw new Violation("I4", `${key}: step ${step.historyId} changed what was granted without a settle`);
      before = step;
    }
    const [newest] = ofEntry.slice(-1);
    const entry = newest === undefined ? undefined : tables.entries.get(null, newest.shop, newest.lineItemId, newest.cohort, newest.locationId);
    const isGone = newest?.statusTo === "moved";
    if (isGone !== (entry === undefined)) throw new Violation("I4", `${key}: its newest step says it is ${isGone ? "gone" : "there"}`);
    if (
      entry !== undefined &&
      newest !== undefined &&
      (entry.status !== newest.statusTo || entry.unitsGranted !== newest.unitsGranted || entry.unitsFulfilled !== newest.unitsFulfilled)
    )
      throw new Violation("I4", `${key} is not what its newest step says`);
  }
}

function checkFacts(tables: Tables): void {
  const ofThings = Map.groupBy(tables.facts.all(null), ({ shop, kind, key }) => [shop, kind, key].join(" "));
  for (const [name, facts] of ofThings) {
    facts.sort((a, b) => a.factId - b.factId);
    facts.forEach((fact, index) => {
      const before = facts[index - 1];
      if (before === undefined) return;
      const isOlder =
        fact.kind === "order"
          ? fact.version < before.version || (fact.version === before.version && fact.readSeq <= before.readSeq)
          : fact.readSeq <= before.readSeq;
      if (isOlder) throw new Violation("I7", `${name}: an older fact was applied after a newer one`);
    });
  }
}

function checkPromises(tables: Tables, seen: PromisesSeen): void {
  const ofLines = Map.groupBy(tables.promises.all(null), ({ shop, lineItemId }) => `${shop} ${lineItemId}`);
  let found = 0;
  for (const [name, promises] of ofLines) {
    promises
      .sort((a, b) => a.seq - b.seq)
      .forEach((promise, index) => {
        if (promise.seq !== index + 1) throw new Violation("I10", `line ${name}: promises are numbered ${promises.map(({ seq }) => seq).join(", ")}`);
        if (tables.notices.get(null, promise.shop, promise.noticeId) === undefined) throw new Violation("I10", `a promise of line ${name} has no notice`);
        checkUnedited(promise, `${name} ${promise.seq}`, seen);
        found += 1;
      });
  }
  if (found < seen.size) throw new Violation("I10", `${seen.size - found} promises are gone`);
}

function checkUnedited(promise: PromiseRow, name: string, seen: PromisesSeen): void {
  const said = JSON.stringify(promise);
  const before = seen.get(name);
  if (before !== undefined && before !== said) throw new Violation("I10", `the promise ${name} was edited`);
  seen.set(name, said);
}

function checkNotices(tables: Tables, { taken }: Mails): void {
  const events = Map.groupBy(tables.notices.all(null), ({ shop, person, event }) => [shop, person, event].join(" "));
  for (const [event, notices] of events) if (notices.length > 1) throw new Violation("I9", `the event ${event} has ${notices.length} notices`);
  for (const [name, mails] of taken) if (mails > 1) throw new Violation("I9", `notice ${name} was mailed ${mails} times`);
  for (const { shop, noticeId, state, reason } of tables.notices.all(null)) {
    const mails = taken.get(`${shop} ${noticeId}`) ?? 0;
    if (state === "sent" && mails !== 1) throw new Violation("I9", `notice ${noticeId} is sent and ${mails} mails went out`);
    if (state === "withheld" && (mails > 0 || reason === null))
      throw new Violation("I9", `notice ${noticeId} is withheld, ${mails} mails went out, because of ${reason}`);
    if (state === "owed" && mails > 0) throw new Violation("I9", `notice ${noticeId} is owed and went out already`);
  }
}
