/** I6e: the decision log of one shop as it was saved, replayed step by step and compared with what the ledger holds. */
import type pg from "pg";
import { restoreOrder } from "../../app/adapters/prisma/saved-facts.ts";
import type { SavedOrder } from "../../app/adapters/prisma/saved-facts.ts";
import type { Instant, LineItemId, LocationId, OrderId, ShopDomain } from "../../app/domain/ids.ts";
import { LEAST_LEVEL } from "../../app/domain/priority-class.ts";
import type { OrderFact } from "../../app/use-cases/ports/facts.ts";
import { Findings } from "./checks.ts";
import type { CheckResult } from "./checks.ts";
import { allocationLine, DecisionReplay } from "./decision-replay.ts";
import type { SavedPromise, SavedSettlement } from "./decision-replay.ts";
import { findDifferences } from "./differences.ts";

export interface SavedFact {
  readonly factId: number;
  readonly fact: OrderFact;
  /** The level of its class as it was folded. */
  readonly priority: number;
}

/** Every reading of an order that said something new, in the order in which they were applied. */
export async function savedFacts(live: pg.Pool, shop: ShopDomain): Promise<SavedFact[]> {
  const { rows } = await live.query<{ fact_id: number; key: OrderId; version: Instant; read_seq: number; fact: SavedOrder }>(
    `SELECT fact_id, key, version, read_seq, fact FROM fact_history WHERE shop = $1 AND kind = 'order' ORDER BY fact_id`,
    [shop],
  );
  return rows.map(({ fact_id, key, version, read_seq, fact }) => ({
    factId: fact_id,
    priority: fact.priority ?? LEAST_LEVEL,
    fact: restoreOrder(fact, { orderId: key, updatedAt: version, readSeq: read_seq }),
  }));
}

interface Step {
  /** From the one sequence that facts, promises, changes of class and settlements share. */
  readonly id: number;
  run(replay: DecisionReplay): void;
}

export interface Replayed extends CheckResult {
  readonly steps: number;
  readonly settlements: number;
  readonly allocations: number;
}

/** (e) Replaying the log in the order in which it was written makes every allocation again, to the byte. */
export async function checkReplay(live: pg.Pool, shop: ShopDomain): Promise<Replayed> {
  const findings = new Findings();
  const settlements = await savedSettlements(live, shop);
  const steps = [...(await factSteps(live, shop)), ...settlements].sort((a, b) => a.id - b.id);
  const replay = new DecisionReplay();
  for (const step of steps) step.run(replay);
  for (const surprise of replay.surprises) findings.add(`${shop}: ${surprise}`);
  await compareRows(live, shop, { replay, findings });
  const result = findings.as("I6e", "replaying the decision log rebuilds every allocation");
  return { ...result, steps: steps.length, settlements: settlements.length, allocations: replay.allocations.length };
}

async function factSteps(live: pg.Pool, shop: ShopDomain): Promise<Step[]> {
  const facts = await savedFacts(live, shop);
  const promises = await live.query<SavedPromise & { id: number }>(
    `SELECT decision_id AS id, line_item_id AS "lineItemId", ship_by AS "shipBy", last_cohort AS "lastCohort" FROM promise WHERE shop = $1`,
    [shop],
  );
  const classes = await live.query<{ id: number; orderId: OrderId; priority: number }>(
    `SELECT fact_id AS id, key AS "orderId", (fact ->> 'priority')::int AS priority FROM fact_history WHERE shop = $1 AND kind = 'priority'`,
    [shop],
  );
  const moves = await live.query<{ start: number; end: number | null; orderId: OrderId; lineItemId: LineItemId; cohort: number; locationId: LocationId }>(
    `SELECT settlement_id AS start, ended_seq AS end, order_id AS "orderId", line_item_id AS "lineItemId", cohort, from_location_id AS "locationId"
       FROM unit_move WHERE shop = $1`,
    [shop],
  );
  return [
    ...moves.rows.flatMap(({ start, end, orderId, ...entry }) => [
      { id: start, run: (replay: DecisionReplay) => replay.move(orderId, entry, true) },
      ...(end === null ? [] : [{ id: end, run: (replay: DecisionReplay) => replay.move(orderId, entry, false) }]),
    ]),
    ...facts.map(({ factId, fact, priority }) => ({ id: factId, run: (replay: DecisionReplay) => replay.see(fact, priority) })),
    ...promises.rows.map(({ id, ...promise }) => ({ id, run: (replay: DecisionReplay) => replay.promise(promise) })),
    ...classes.rows.map(({ id, orderId, priority }) => ({ id, run: (replay: DecisionReplay) => replay.rank(orderId, priority) })),
  ];
}

async function savedSettlements(live: pg.Pool, shop: ShopDomain): Promise<Step[]> {
  const { rows } = await live.query<SavedSettlement>(
    `SELECT settlement_id AS "settlementId", inventory_item_id AS "inventoryItemId", at, policy, seen FROM settlement WHERE shop = $1`,
    [shop],
  );
  return rows.map((settlement) => ({ id: settlement.settlementId, run: (replay) => replay.settle(settlement) }));
}

async function compareRows(live: pg.Pool, shop: ShopDomain, { replay, findings }: { replay: DecisionReplay; findings: Findings }): Promise<void> {
  const saved = await live.query<Parameters<typeof allocationLine>[0]>(
    `SELECT settlement_id AS "settlementId", line_item_id AS "lineItemId", cohort, location_id AS "locationId", units, rule, rank, sentence FROM allocation WHERE shop = $1`,
    [shop],
  );
  const asMap = (lines: readonly string[]) => new Map(lines.map((line) => [line, ""]));
  findDifferences(asMap(saved.rows.map(allocationLine)), asMap(replay.allocations), (what) => findings.add(`${shop}: allocation ${what}`));
  const granted = await live.query<{ entry: string; units: number }>(
    `SELECT line_item_id || '/' || cohort || '/' || location_id AS entry, units_granted AS units FROM queue_entry WHERE shop = $1`,
    [shop],
  );
  const replayed = new Map([...replay.granted()].map(([entry, units]) => [entry, String(units)]));
  findDifferences(new Map(granted.rows.map(({ entry, units }) => [entry, String(units)])), replayed, (what) =>
    findings.add(`${shop}: granted units of ${what}`),
  );
}
