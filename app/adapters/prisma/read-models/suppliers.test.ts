import { beforeAll, expect, test } from "vitest";
import type { CalendarDate } from "../../../domain/ids.ts";
import { DEMO_SHOP, insertShop } from "../../../testing/ledger-rows.ts";
import { useScratchDatabase } from "../../../../tests/scratch-database.ts";
import { ROWS_PER_PAGE } from "./page-cursor.ts";
import { listSuppliers } from "./suppliers.server.ts";

const scratch = useScratchDatabase();
const SUPPLIERS = 120;
const list = (search: string, cursor: string | null) => listSuppliers(scratch.pool, { shop: DEMO_SHOP, today: "2026-10-10" as CalendarDate, search, cursor }); // a day written by hand

beforeAll(async () => {
  await insertShop(scratch.pool);
  await scratch.pool.query(
    `INSERT INTO supplier (shop, supplier_id, name, country)
     SELECT $1, 'id-' || (1000 - n), 'Mill ' || lpad(n::text, 3, '0'), CASE WHEN n % 40 = 0 THEN 'Portugal' ELSE 'Poland' END FROM generate_series(1, $2::int) n`,
    [DEMO_SHOP, SUPPLIERS],
  );
});

test("every supplier of a long list is reached, forwards and back, in the order of names", async () => {
  const first = await list("", null);
  const second = await list("", first.next);
  const third = await list("", second.next);
  const names = [...first.rows, ...second.rows, ...third.rows].map(({ name }) => name);
  expect(names).toEqual(names.toSorted());
  expect(new Set(names).size).toBe(SUPPLIERS);
  expect([first.rows.length, third.next]).toEqual([ROWS_PER_PAGE, null]);
  expect(await list("", third.previous)).toEqual(second);
});

test("a supplier is found by a part of its name or its country, signs taken as they are", async () => {
  expect((await list("ill 07", null)).rows).toHaveLength(10);
  expect((await list("portu", null)).rows.map(({ name }) => name)).toEqual(["Mill 040", "Mill 080", "Mill 120"]);
  expect((await list("%", null)).rows).toEqual([]);
});
