import { beforeAll, describe, expect, test } from "vitest";
import type { CalendarDate, LineItemId, ShopDomain } from "../../../domain/ids.ts";
import { DEMO_SHOP, insertLocation, insertPromise, insertQueuedLine, insertRow, insertShop, insertVariant } from "../../../testing/ledger-rows.ts";
import { useScratchDatabase } from "../../../../tests/scratch-database.ts";
import { readBackorder } from "./backorder-detail.server.ts";
import { listBackorders } from "./backorder-list.server.ts";
import type { BackorderListQuery } from "./backorder-list.server.ts";

const scratch = useScratchDatabase();
const TODAY = "2026-10-10" as CalendarDate; // written by hand
const lineId = (text: string) => text as LineItemId; // written by hand

beforeAll(async () => {
  const { pool } = scratch;
  await insertShop(pool);
  await insertLocation(pool);
  await insertVariant(pool, "LAMP");
  await insertVariant(pool, "TENT");
  await insertQueuedLine(pool, { order: "1001", sku: "LAMP", ordered: 2, placedAt: "2026-10-01T08:00:00Z", customer: "Ida Lund", estimatedOn: "2026-10-20" });
  await insertPromise(pool, "1001-LAMP", "2026-10-14");
  await insertQueuedLine(pool, {
    order: "1002",
    sku: "LAMP",
    ordered: 4,
    granted: 1,
    placedAt: "2026-10-02T08:00:00Z",
    customer: "Ben 100%",
    estimatedOn: "2026-10-22",
  });
  await insertPromise(pool, "1002-LAMP", "2026-10-25");
  await insertQueuedLine(pool, { order: "1003", sku: "TENT", ordered: 1, granted: 1, placedAt: "2026-10-03T08:00:00Z", customer: "Cleo Rae" });
  await insertQueuedLine(pool, { order: "1004", sku: "TENT", ordered: 1, granted: 1, fulfilled: 1, placedAt: "2026-10-04T08:00:00Z" });
  await insertQueuedLine(pool, { order: "1005", sku: "LAMP", ordered: 1, granted: 1, isBackorder: false });
  await insertQueuedLine(pool, { order: "1006", sku: "LAMP", ordered: 3, placedAt: "2026-10-06T08:00:00Z" });
});

async function names(query: Partial<BackorderListQuery>): Promise<string[]> {
  const page = await listBackorders(scratch.pool, {
    shop: DEMO_SHOP,
    today: TODAY,
    view: "all",
    search: "",
    sort: "placed",
    descending: false,
    cursor: null,
    ...query,
  });
  return page.rows.map(({ orderName }) => orderName);
}

describe("the list of backorders", () => {
  test("shows lines that wait or have waited, never lines that were covered at once", async () => {
    expect(await names({})).toEqual(["#1001", "#1002", "#1003", "#1004", "#1006"]);
  });

  test("each view holds what its name says", async () => {
    expect(await names({ view: "open" })).toEqual(["#1001", "#1002", "#1003", "#1006"]);
    expect(await names({ view: "waiting" })).toEqual(["#1001", "#1002", "#1006"]);
    expect(await names({ view: "allocated" })).toEqual(["#1002", "#1003"]);
    expect(await names({ view: "finished" })).toEqual(["#1004"]);
  });

  test("a line is late when today's estimate lies behind its promise, or the promise has passed", async () => {
    expect(await names({ view: "late" })).toEqual(["#1001"]);
    expect(await names({ view: "late", today: "2026-10-26" as CalendarDate })).toEqual(["#1001", "#1002"]);
  });

  test("search finds orders, customers and SKUs, and takes % for what it is", async () => {
    expect(await names({ search: "1003" })).toEqual(["#1003"]);
    expect(await names({ search: "ida" })).toEqual(["#1001"]);
    expect(await names({ search: "tent" })).toEqual(["#1003", "#1004"]);
    expect(await names({ search: "%" })).toEqual(["#1002"]);
  });

  test("lines without a promise come behind all that have one", async () => {
    expect((await names({ sort: "promise", view: "waiting" })).slice(0, 2)).toEqual(["#1001", "#1002"]);
    expect(await names({ sort: "units", view: "waiting", descending: true })).toEqual(["#1006", "#1002", "#1001"]);
  });

  test("a line whose later units wait is one row, and not finished while they do", async () => {
    await insertQueuedLine(scratch.pool, { order: "1900", sku: "TENT", ordered: 2, granted: 2, fulfilled: 2, placedAt: "2026-10-07T08:00:00Z" });
    await insertRow(scratch.pool, "queue_entry", {
      shop: DEMO_SHOP,
      line_item_id: "1900-TENT",
      cohort: 1,
      location_id: "berlin",
      order_id: "1900",
      inventory_item_id: "item-TENT",
      rank_at: "2026-10-09T08:00:00Z",
      units_ordered: 3,
      units_waiting: 3,
      status: "waiting",
      is_backorder: true,
    });
    expect(await names({ search: "#1900", view: "waiting" })).toEqual(["#1900"]);
    expect(await names({ search: "#1900", view: "all" })).toEqual(["#1900"]);
    expect(await names({ search: "#1900", view: "finished" })).toEqual([]);
    const page = await listBackorders(scratch.pool, {
      shop: DEMO_SHOP,
      today: TODAY,
      view: "open",
      search: "#1900",
      sort: "placed",
      descending: false,
      cursor: null,
    });
    expect(page.rows).toMatchObject([{ unitsOrdered: 5, unitsWaiting: 3, status: "waiting" }]);
  });

  test("another shop sees nothing of it", async () => {
    expect(await names({ shop: "other.myshopify.com" as ShopDomain })).toEqual([]);
  });

  test("walking forward and back through the pages meets every line once, in either direction", async () => {
    for (let n = 0; n < 120; n++) {
      await insertQueuedLine(scratch.pool, {
        order: `2${String(n).padStart(3, "0")}`,
        sku: "LAMP",
        ordered: 1,
        placedAt: `2026-11-01T08:${String(n % 60).padStart(2, "0")}:00Z`,
      });
    }
    const query: BackorderListQuery = { shop: DEMO_SHOP, today: TODAY, view: "all", search: "#2", sort: "placed", descending: true, cursor: null };
    const first = await listBackorders(scratch.pool, query);
    const second = await listBackorders(scratch.pool, { ...query, cursor: first.next });
    const third = await listBackorders(scratch.pool, { ...query, cursor: second.next });
    const back = await listBackorders(scratch.pool, { ...query, cursor: third.previous });
    expect([first.previous, third.next]).toEqual([null, null]);
    expect(new Set([...first.rows, ...second.rows, ...third.rows].map(({ lineItemId }) => lineItemId)).size).toBe(120);
    expect(back.rows).toEqual(second.rows);
    expect(back.next).not.toBeNull();
  });
});

describe("one backorder", () => {
  test("tells how many units and orders stand before it", async () => {
    const detail = await readBackorder(scratch.pool, { shop: DEMO_SHOP, lineItemId: lineId("1006-LAMP") });
    expect(detail?.places).toMatchObject([{ unitsWaiting: 3, unitsAhead: 5, ordersAhead: 2, locationName: "Berlin warehouse" }]);
  });

  test("shows the messages that name its line, not those about its siblings", async () => {
    const notice = (id: string, line: string) => ({
      shop: DEMO_SHOP,
      notice_id: id,
      person: "order:1001",
      event: `moved:${id}`,
      kind: "moved",
      order_id: "1001",
      facts: JSON.stringify({ lines: [{ lineItemId: line }] }),
    });
    await insertRow(scratch.pool, "notice", notice("n1", "1001-LAMP"));
    await insertRow(scratch.pool, "notice", notice("n2", "1001-TENT"));
    const detail = await readBackorder(scratch.pool, { shop: DEMO_SHOP, lineItemId: lineId("1001-LAMP") });
    expect(detail?.notices.map(({ noticeId }) => noticeId)).toEqual(["n1"]);
    expect(detail?.promises).toMatchObject([{ shipBy: "2026-10-14", origin: "shown" }]);
  });

  test("an unknown line is nobody's", async () => {
    expect(await readBackorder(scratch.pool, { shop: "other.myshopify.com" as ShopDomain, lineItemId: lineId("1001-LAMP") })).toBeNull();
  });
});
