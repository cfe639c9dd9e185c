/** I11 and I12 against the shop itself: what it was asked, and what it says lies on its shelves. */
import type pg from "pg";
import { z } from "zod";
import { Findings } from "./checks.ts";
import type { CheckResult } from "./checks.ts";

/** A mutation is saved by one clock and logged by another. */
const CLOCK_SLACK = "50 milliseconds";

const stock = z.array(z.object({ inventoryItemId: z.number(), locationId: z.number(), available: z.number(), committed: z.number() }));
const requests = z.object({
  entries: z.array(
    z.object({ at: z.string(), shopDomain: z.string(), operationName: z.string().nullable(), operation: z.string(), idempotencyKeys: z.array(z.string()) }),
  ),
});

/** Every mutation that arrived had been saved first: under its idempotency key, or where Shopify takes none, by its name. */
export async function checkMutationsSaved(pool: pg.Pool, devStoreUrl: string): Promise<CheckResult> {
  const { entries } = requests.parse(await ask(devStoreUrl, "requests"));
  const mutations = entries.filter(({ operation }) => operation === "mutation");
  const rows = mutations.flatMap(({ at, shopDomain, operationName, idempotencyKeys }) =>
    (idempotencyKeys.length === 0 ? [null] : idempotencyKeys).map((key) => ({ shop: shopDomain, at, key, operation: operationName ?? "" })),
  );
  const findings = new Findings();
  const unsaved = await pool.query<{ operation: string; key: string | null; at: string }>(
    `SELECT m.operation, m.key, m.at FROM json_to_recordset($1::json) AS m(shop text, at timestamptz, key text, operation text)
      WHERE NOT EXISTS (SELECT FROM outgoing_mutation o WHERE o.shop = m.shop AND o.created_at <= m.at + interval '${CLOCK_SLACK}'
                           AND (o.idempotency_key = m.key OR (m.key IS NULL AND o.operation = m.operation)))`,
    [JSON.stringify(rows)],
  );
  for (const { operation, key, at } of unsaved.rows) findings.add(`${operation} at ${at} was sent under ${key ?? "no key"} without being saved first`);
  return findings.as("I11", `outgoing mutations are saved first (${mutations.length} sent)`);
}

interface Place {
  readonly place: string;
  readonly available: number;
  readonly committed: number;
  readonly waiting: number;
  readonly allocated: number;
  readonly unseen: number;
  readonly uncommitted: number;
  readonly idle: number;
  readonly shortage: number;
}

/** Per item and location: the shop's numbers are those we settled on, and our terms explain them. */
export async function checkAgainstShelves(pool: pg.Pool, devStoreUrl: string, shop: string): Promise<CheckResult> {
  const levels = stock.parse(await ask(devStoreUrl, "shop/stock", { method: "POST", body: "null" }));
  const { rows } = await pool.query<Place>(
    `SELECT l.inventory_item_id || '@' || l.location_id AS place, l.available, l.committed, COALESCE(t.units_waiting, 0) AS waiting, COALESCE(t.units_allocated, 0) AS allocated,
            COALESCE(t.unseen_units, 0) AS unseen, COALESCE(t.uncommitted_units, 0) AS uncommitted, COALESCE(t.idle_units, 0) AS idle, COALESCE(t.shortage_units, 0) AS shortage
       FROM stock_level l LEFT JOIN queue_total t ON t.shop = l.shop AND t.inventory_item_id = l.inventory_item_id AND t.location_id = l.location_id
      WHERE l.shop = $1`,
    [shop],
  );
  const ours = new Map(rows.map((row) => [row.place, row]));
  const tracked = await pool.query<{ item: string }>(`SELECT inventory_item_id AS item FROM variant WHERE shop = $1 AND is_tracked AND deleted_at IS NULL`, [
    shop,
  ]);
  const isTracked = new Set(tracked.rows.map(({ item }) => item));
  const findings = new Findings();
  for (const { inventoryItemId, locationId, available, committed } of levels) {
    if (!isTracked.has(String(inventoryItemId))) continue;
    const place = ours.get(`${inventoryItemId}@${locationId}`);
    const problem = place === undefined ? "is unknown to us" : differenceAt(place, { available, committed });
    if (problem !== null) findings.add(`${inventoryItemId}@${locationId} (shop: available ${available}, committed ${committed}) ${problem}`);
  }
  return findings.as("I12s", `the shop's shelves are explained (${levels.length} places)`);
}

function differenceAt(ours: Place, shop: { available: number; committed: number }): string | null {
  if (ours.available !== shop.available || ours.committed !== shop.committed)
    return `differs from what we settled on: available ${ours.available}, committed ${ours.committed}`;
  const { waiting, allocated, unseen, uncommitted, idle, shortage } = ours;
  const terms = `waiting ${waiting}, allocated ${allocated}, unseen ${unseen}, uncommitted ${uncommitted}, idle ${idle}, shortage ${shortage}`;
  if (waiting + allocated !== shop.committed - unseen + uncommitted) return `is not what we owe: ${terms}`;
  const expected = Math.max(0, uncommitted - shop.available) - Math.max(0, unseen - (shop.available + shop.committed)) + idle - shortage;
  return waiting === expected ? null : `should leave ${expected} waiting: ${terms}`;
}

async function ask(devStoreUrl: string, what: string, options: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(new URL(`/__dev/${what}`, devStoreUrl), options);
  if (!answer.ok) throw new Error(`The dev store at ${devStoreUrl} answered ${answer.status} to ${what}: ${await answer.text()}`);
  return answer.json();
}
