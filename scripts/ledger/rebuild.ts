/** I6: the ledger is a function of its facts. Saved facts are applied anew, shuffled and repeated, to scratch databases, and compared. */
import type pg from "pg";
import { createDatabase } from "../../app/adapters/prisma/database.server.ts";
import { createOrderLedger } from "../../app/adapters/prisma/order-ledger.server.ts";
import { createQueueStore } from "../../app/adapters/prisma/queue-store.server.ts";
import type { Instant, InventoryItemId, ShopDomain } from "../../app/domain/ids.ts";
import type { LevelFact } from "../../app/use-cases/ports/facts.ts";
import type { Orders, Stock } from "../../app/use-cases/ports/shopify.ts";
import { foldOrders } from "../../app/use-cases/record-orders.ts";
import { settleItems } from "../../app/use-cases/settle-items.ts";
import type { SettleItemsDeps } from "../../app/use-cases/settle-items.ts";
import { Findings } from "./checks.ts";
import type { CheckResult } from "./checks.ts";
import { checkReplay, savedFacts } from "./decision-log.ts";
import { findDifferences } from "./differences.ts";

/** Every tenth fact comes twice. */
const REPEATED_SHARE = 0.1;

export interface Scratch {
  readonly pool: pg.Pool;
}

/** All five parts for one shop. `scratches`: two empty, migrated databases. */
export async function checkRebuild(
  live: pg.Pool,
  scratches: readonly [Scratch, Scratch],
  { shop, seed }: { shop: ShopDomain; seed: number },
): Promise<CheckResult[]> {
  const facts = await savedFacts(live, shop);
  const levels = await lastLevels(live, shop);
  const random = seeded(seed);
  const twice = new Findings();
  for (const { pool } of scratches) {
    await copyShop(live, pool, shop);
    const deps = scratchDeps(pool, levels);
    await foldOrders(deps, { shop, facts: [] });
    for (const batch of batches(
      shuffledWithRepeats(
        facts.map(({ fact }) => fact),
        random,
      ),
    ))
      await foldOrders(deps, { shop, facts: batch });
    const items = await itemsOf(pool, shop);
    await settleItems(deps, { shop, inventoryItemIds: items });
    const before = await rowCounts(pool, shop);
    const again = await settleItems(deps, { shop, inventoryItemIds: items });
    const after = await rowCounts(pool, shop);
    if (before !== after || again.itemsChanged > 0)
      twice.add(`${shop}: settling again without new facts changed ${again.itemsChanged} items; rows ${before} became ${after}`);
  }
  const [one, other] = scratches;
  return [
    await compareFacts(live, scratches, shop),
    twice.as("I6b", "settling twice writes nothing"),
    await compareTotals([live, one.pool, other.pool], shop),
    await compareWho(live, [one.pool, other.pool], shop),
    await checkReplay(live, shop),
  ];
}

async function lastLevels(live: pg.Pool, shop: ShopDomain): Promise<LevelFact[]> {
  const { rows } = await live.query<LevelFact>(
    `SELECT inventory_item_id AS "inventoryItemId", location_id AS "locationId", available, committed, on_hand AS "onHand", incoming FROM stock_level WHERE shop = $1`,
    [shop],
  );
  return rows;
}

/** The shop's own settings are no facts of Shopify's: they are copied, but for classes: what they follow from is not kept with facts. Nothing acts outside: the copy only observes. */
async function copyShop(live: pg.Pool, scratch: pg.Pool, shop: ShopDomain): Promise<void> {
  const { rows } = await live.query(`SELECT installed_at, allocation_policy FROM shop WHERE shop = $1`, [shop]);
  await scratch.query(`INSERT INTO shop (shop, stage, installed_at, allocation_policy) VALUES ($1, 'observe', $2, $3)`, [
    shop,
    rows[0]?.installed_at,
    rows[0]?.allocation_policy,
  ]);
  const reserves = await live.query(`SELECT location_id, inventory_item_id, channel, units FROM reserve WHERE shop = $1`, [shop]);
  await scratch.query(
    `INSERT INTO reserve (shop, location_id, inventory_item_id, channel, units)
     SELECT $1, r.* FROM json_to_recordset($2::json) AS r(location_id text, inventory_item_id text, channel text, units int)`,
    [shop, JSON.stringify(reserves.rows)],
  );
  const variants = await live.query(`SELECT variant_id, inventory_item_id, is_tracked FROM variant WHERE shop = $1`, [shop]);
  await scratch.query(
    `INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, inventory_policy, is_tracked, source_updated_at)
     SELECT $1, variant_id, '', inventory_item_id, '', '', 'DENY', is_tracked, 'epoch' FROM json_to_recordset($2::json) AS v(variant_id text, inventory_item_id text, is_tracked boolean)`,
    [shop, JSON.stringify(variants.rows)],
  );
}

/** The app's own use cases on the scratch database, with saved levels for Shopify and jobs that nobody runs. */
function scratchDeps(pool: pg.Pool, levels: readonly LevelFact[]): SettleItemsDeps {
  const levelsOf = Map.groupBy(levels, ({ inventoryItemId }) => inventoryItemId);
  const nobody = (): never => {
    throw new Error("a rebuild reads nothing from Shopify");
  };
  const ledger = createOrderLedger(pool);
  const orders: Orders = { read: nobody, changedSince: nobody, open: nobody };
  const stock: Stock = {
    readLevels: async (_, items) => ({ readSeq: await ledger.nextReadSeq(), levels: items.flatMap((item) => levelsOf.get(item) ?? []) }),
    addAvailable: nobody,
  };
  return {
    ledger,
    orders,
    stock,
    database: createDatabase(pool),
    queue: createQueueStore(pool),
    jobs: { enqueue: async () => undefined },
    clock: { now: () => new Date().toISOString() as Instant }, // ISO 8601 with Z, as the brand asks
  };
}

async function itemsOf(pool: pg.Pool, shop: ShopDomain): Promise<InventoryItemId[]> {
  const { rows } = await pool.query<{ inventory_item_id: InventoryItemId }>(`SELECT inventory_item_id FROM variant WHERE shop = $1 AND is_tracked ORDER BY 1`, [
    shop,
  ]);
  return rows.map(({ inventory_item_id }) => inventory_item_id);
}

async function rowCounts(pool: pg.Pool, shop: ShopDomain): Promise<string> {
  const tables = ["settlement", "allocation", "queue_history", "fact_history", "notice"];
  const counts = await Promise.all(tables.map((table) => pool.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table} WHERE shop = $1`, [shop])));
  return counts.map(({ rows }) => rows[0]?.rows).join(", ");
}

/** (a) Facts converge in any order with any repetition. */
async function compareFacts(live: pg.Pool, scratches: readonly Scratch[], shop: ShopDomain): Promise<CheckResult> {
  const findings = new Findings();
  const facts = async (pool: pg.Pool) => {
    const queries = [
      `SELECT 'line' AS what, line_item_id AS id, concat_ws('|', units_ordered, units_fulfilled, units_removed, commits) AS is FROM order_line WHERE shop = $1`,
      `SELECT 'cohort', line_item_id || '/' || cohort, concat_ws('|', units, extract(epoch FROM rank_at), units_removed) FROM order_line_cohort WHERE shop = $1`,
      `SELECT 'place', line_item_id || '@' || location_id, concat_ws('|', units_remaining, units_fulfilled, is_held_elsewhere, is_in_progress) FROM order_line_at WHERE shop = $1`,
      `SELECT 'entry', line_item_id || '/' || cohort || '@' || location_id, concat_ws('|', extract(epoch FROM rank_at), units_ordered, units_fulfilled, units_removed, NULLIF(ineligible, 'moving')) FROM queue_entry WHERE shop = $1`,
    ];
    const { rows } = await pool.query<{ what: string; id: string; is: string }>(queries.join(" UNION ALL "), [shop]);
    return new Map(rows.map(({ what, id, is }) => [`${what} ${id}`, is]));
  };
  const expected = await facts(live);
  for (const [index, { pool }] of scratches.entries())
    findDifferences(expected, await facts(pool), (what) => findings.add(`${shop}: rebuild ${index + 1}: ${what}`));
  return findings.as("I6a", "facts converge in any order");
}

/** (c) At rest what is allocated is what is open or on the shelf, whichever is less, but for units with a named reason. */
async function compareTotals(pools: readonly pg.Pool[], shop: ShopDomain): Promise<CheckResult> {
  const findings = new Findings();
  for (const [index, pool] of pools.entries()) {
    const { rows } = await pool.query<{ place: string; allocated: number; expected: number }>(
      `SELECT t.inventory_item_id || '@' || t.location_id AS place, t.units_allocated AS allocated,
              LEAST(t.units_allocated + t.units_waiting, GREATEST(0, l.available + l.committed - t.unseen_units)) - t.idle_units + t.shortage_units AS expected
         FROM queue_total t JOIN stock_level l ON l.shop = t.shop AND l.inventory_item_id = t.inventory_item_id AND l.location_id = t.location_id
         JOIN variant v ON v.shop = t.shop AND v.inventory_item_id = t.inventory_item_id AND v.queue_version = v.settled_version
        WHERE t.shop = $1 AND t.units_allocated <> LEAST(t.units_allocated + t.units_waiting, GREATEST(0, l.available + l.committed - t.unseen_units)) - t.idle_units + t.shortage_units`,
      [shop],
    );
    const where = index === 0 ? "live" : `rebuild ${index}`;
    for (const { place, allocated, expected } of rows) findings.add(`${shop}: ${where}: ${place} has ${allocated} allocated, ${expected} expected`);
  }
  return findings.as("I6c", "totals converge");
}

/** (d) Rebuilt with nothing firm, who gets units converges too; the live ledger differs only where a row names the exception. */
async function compareWho(live: pg.Pool, rebuilt: readonly [pg.Pool, pg.Pool], shop: ShopDomain): Promise<CheckResult> {
  const findings = new Findings();
  const who = async (pool: pg.Pool) => {
    const { rows } = await pool.query<{ entry: string; units: number }>(
      `SELECT line_item_id || '/' || cohort || '@' || location_id AS entry, units_allocated AS units FROM queue_entry WHERE shop = $1 AND units_allocated > 0`,
      [shop],
    );
    return new Map(rows.map(({ entry, units }) => [entry, String(units)]));
  };
  const [one, other] = await Promise.all(rebuilt.map(who));
  if (one !== undefined && other !== undefined) findDifferences(one, other, (what) => findings.add(`${shop}: the rebuilds differ: ${what}`));
  for (const finding of await unnamedExceptions(live, one ?? new Map(), shop)) findings.add(finding);
  return findings.as("I6d", "who gets units converges");
}

/**
 * An item where live and rebuilt serve other lines must hold a line that names why: firm units, another rule than first come,
 * or a line that was served before the facts of an older one came.
 */
async function unnamedExceptions(live: pg.Pool, rebuilt: ReadonlyMap<string, string>, shop: ShopDomain): Promise<string[]> {
  const { rows } = await live.query<{
    entry: string;
    place: string;
    units: number;
    isFirm: boolean;
    isNamed: boolean;
    servedAt: number | null;
    stoodSince: number | null;
  }>(
    `SELECT q.line_item_id || '/' || q.cohort || '@' || q.location_id AS entry, q.inventory_item_id || '@' || q.location_id AS place, q.units_allocated AS units,
            q.units_firm > q.units_fulfilled AS "isFirm", max(h.history_id) FILTER (WHERE h.cause = 'allocated') AS "servedAt",
            COALESCE(bool_or(a.rule <> 'first_come'), FALSE) AS "isNamed",
            max(h.history_id) FILTER (WHERE h.cause <> 'allocated') AS "stoodSince"
       FROM queue_entry q JOIN queue_history h ON h.shop = q.shop AND h.line_item_id = q.line_item_id AND h.cohort = q.cohort AND h.location_id = q.location_id
       LEFT JOIN allocation a ON a.shop = h.shop AND a.settlement_id = h.settlement_id AND a.line_item_id = h.line_item_id AND a.cohort = h.cohort
            AND a.location_id = h.location_id AND a.units > 0
      WHERE q.shop = $1 AND q.units_allocated + q.units_waiting > 0 GROUP BY q.shop, q.line_item_id, q.cohort, q.location_id`,
    [shop],
  );
  const unnamed: string[] = [];
  for (const [place, entries] of Map.groupBy(rows, (row) => row.place)) {
    const extra = entries.filter(({ entry, units }) => units > Number(rebuilt.get(entry) ?? 0));
    const missing = entries.filter(({ entry, units }) => units < Number(rebuilt.get(entry) ?? 0));
    if (extra.length === 0 || missing.length === 0) continue;
    const isNamed = extra.every((served) => served.isFirm || served.isNamed || missing.some((waits) => (waits.stoodSince ?? 0) > (served.servedAt ?? 0)));
    if (!isNamed)
      unnamed.push(
        `${shop}: ${place}: ${extra.map(({ entry }) => entry).join(", ")} served instead of ${missing.map(({ entry }) => entry).join(", ")} for no named reason`,
      );
  }
  return unnamed;
}

/** A small generator with a seed, so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffledWithRepeats<Item>(items: readonly Item[], random: () => number): Item[] {
  const all = [...items, ...items.filter(() => random() < REPEATED_SHARE)];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [all[last], all[other]];
    if (a === undefined || b === undefined) continue;
    all[last] = b;
    all[other] = a;
  }
  return all;
}

/** Small batches, so that facts of one order meet in different transactions. */
function batches<Item>(items: readonly Item[], size = 25): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
