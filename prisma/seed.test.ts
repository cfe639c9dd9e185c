import { expect, test } from "vitest";
import { RecordingJobs } from "../app/testing/ledger-bench.ts";
import { aShop } from "../app/testing/shop-model.ts";
import { CATALOGUE } from "../dev-store/seed/catalogue.ts";
import { useScratchDatabase } from "../tests/scratch-database.ts";
import { fillShop } from "./seed.ts";

const database = useScratchDatabase();

test("the demo shop's supply fits its catalogue, and filling twice changes nothing", async () => {
  const { pool } = database;
  const shop = aShop("demo");
  const skus = CATALOGUE.flatMap(({ lines }) => lines.map(({ sku }) => sku));
  await pool.query(`INSERT INTO shop (shop, time_zone) VALUES ($1, 'Europe/Berlin')`, [shop]);
  await pool.query(`INSERT INTO location (shop, location_id, name) VALUES ($1, 'berlin', 'Berlin')`, [shop]);
  await pool.query(
    `INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, sku, inventory_policy, source_updated_at)
     SELECT $1, 'v-' || sku, 'p-' || sku, 'i-' || sku, sku, '', sku, 'CONTINUE', now() FROM unnest($2::text[]) AS sku`,
    [shop, skus],
  );
  const jobs = new RecordingJobs();
  await fillShop({ pool, jobs, shop });
  const count = async () => (await pool.query(`SELECT status, count(*)::int AS orders FROM purchase_order WHERE shop = $1 GROUP BY 1 ORDER BY 1`, [shop])).rows;
  expect(await count()).toEqual([
    { status: "ordered", orders: 8 },
    { status: "received", orders: 38 },
  ]);
  expect(jobs.named("set-inventory-policy")).toHaveLength(10);
  await fillShop({ pool, jobs, shop });
  expect(await count()).toMatchObject([{ orders: 8 }, { orders: 38 }]);
});
