import { expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import { openLedger } from "../../testing/ledger-bench.ts";
import type { LedgerBench } from "../../testing/ledger-bench.ts";
import { redactCustomer } from "../../use-cases/redact-customer.ts";
import { createPersonalData } from "./personal-data.server.ts";

const database = useScratchDatabase();

/** An order of customer 7 whose name, address and page all say "canary", a parcel whose number does, and deliveries that do too: open, applied and dead. */
async function openWithCanary(): Promise<LedgerBench> {
  const ledger = await openLedger(database.pool);
  await ledger.hear(ledger.model.place("A", { mug: 1 }, { customerId: "7" }));
  await database.pool.query(
    `UPDATE "order" SET customer_name = 'canary', email = 'canary@example.com', status_page_url = 'https://example.com/canary' WHERE shop = $1`,
    [ledger.shop],
  );
  await database.pool.query(
    `INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts, state)
     VALUES ($1, 'shipped:A:1', 'order:A', 'shipped:A:1', 'shipped', 'A', '{"lines": [], "trackingNumber": "canary", "trackingUrl": "https://carrier.example/canary"}', 'sent')`,
    [ledger.shop],
  );
  await database.pool.query(
    `INSERT INTO webhook_delivery (shop, topic, webhook_id, key, body, dead_at, dead_reason)
     VALUES ($1, 'orders/create', 'open', 'order:A', 'canary', NULL, NULL), ($1, 'orders/create', 'dead', 'none:', 'canary', now(), 'no JSON')`,
    [ledger.shop],
  );
  return ledger;
}

/** Tables with a row of the shop in which the canary sings, bytes included. */
async function singing({ shop }: LedgerBench): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop' ORDER BY 1`,
  );
  const hex = Buffer.from("canary").toString("hex");
  const counts = rows.map(async ({ name }) => {
    const found = await database.pool.query(`SELECT FROM "${name}" t WHERE shop = $1 AND (t::text LIKE '%canary%' OR t::text LIKE $2)`, [shop, `%${hex}%`]);
    return found.rowCount === 0 ? [] : [name];
  });
  return (await Promise.all(counts)).flat();
}

const redact = ({ deps, shop }: LedgerBench, customerId: string | null) =>
  redactCustomer({ database: deps.database, personalData: createPersonalData() }, { shop, customerId });

test.each([
  ["one customer", "7"],
  ["everybody of a shop", null],
])("after the redaction of %s no table knows a name, and the queue is as it was", async (_, customerId) => {
  const [ledger, other] = [await openWithCanary(), await openWithCanary()];
  expect(await singing(ledger)).toEqual(["notice", "order", "webhook_delivery"]);
  // Shopify asks for everybody's data to go two days after the app was removed.
  if (customerId === null) await database.pool.query(`UPDATE shop SET uninstalled_at = now() WHERE shop = $1`, [ledger.shop]);
  const queue = () => database.pool.query(`SELECT * FROM queue_entry WHERE shop = $1`, [ledger.shop]);
  const { rows: before } = await queue();
  expect(await redact(ledger, customerId)).toEqual({ orders: 1 });
  expect(await singing(ledger)).toEqual([]);
  expect((await queue()).rows).toEqual(before);
  expect(await singing(other)).toEqual(["notice", "order", "webhook_delivery"]);
});

test("who asks to be forgotten takes nobody else's name along", async () => {
  const ledger = await openWithCanary();
  expect(await redact(ledger, "8")).toEqual({ orders: 0 });
  expect(await singing(ledger)).toEqual(["notice", "order"]);
});

test("a shop that has come back keeps what its new installation read, and nothing of the one before", async () => {
  const ledger = await openWithCanary();
  await database.pool.query(`INSERT INTO session (id, shop, state, "accessToken") VALUES ('offline_' || $1::text, $1, '', 'token')`, [ledger.shop]);
  const { rows } = await database.pool.query<{ readSeq: number }>(`SELECT read_seq AS "readSeq" FROM "order" WHERE shop = $1`, [ledger.shop]);
  await database.pool.query(`UPDATE shop SET installed_at = now() + interval '1 second', installed_read_seq = $2 WHERE shop = $1`, [
    ledger.shop,
    rows[0]?.readSeq,
  ]);
  await ledger.hear(ledger.model.place("B", { mug: 1 }, { customerId: "8" }));
  await database.pool.query(`UPDATE "order" SET email = 'new@example.com' WHERE shop = $1 AND order_id = 'B'`, [ledger.shop]);

  expect(await redact(ledger, null)).toEqual({ orders: 1 });
  expect(await singing(ledger)).toEqual([]);
  const emails = await database.pool.query(`SELECT email FROM "order" WHERE shop = $1 AND email IS NOT NULL`, [ledger.shop]);
  expect(emails.rows).toEqual([{ email: "new@example.com" }]);
  expect((await database.pool.query(`SELECT FROM session WHERE shop = $1`, [ledger.shop])).rowCount).toBe(1);
});
