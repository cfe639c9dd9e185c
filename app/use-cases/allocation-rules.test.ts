import { describe, expect, test } from "vitest";
import { createAllocationDesk } from "../adapters/prisma/allocation-desk.server.ts";
import type { LineItemId } from "../domain/ids.ts";
import { checkFiles, runCheck } from "../../scripts/ledger/checks.ts";
import { checkReplay } from "../../scripts/ledger/decision-log.ts";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anItem, aLocation } from "../testing/shop-model.ts";
import { saveAllocationRules } from "./allocation-rules.ts";
import type { AllocationRulesInput } from "./allocation-rules.ts";
import { giveUnits } from "./give-units.ts";

const database = useScratchDatabase();
const VIP = { name: "VIP", level: 20, condition: "customer_tag", value: "vip" };

const depsOf = ({ deps }: LedgerBench) => ({ ...deps, desk: createAllocationDesk() });
const rule = (ledger: LedgerBench, rules: Partial<AllocationRulesInput>) =>
  saveAllocationRules(depsOf(ledger), { shop: ledger.shop, rules: { policy: "first_come", priorityRules: [], reserves: [], ...rules } });
const give = (ledger: LedgerBench, lineItemId: string, units: number, reason = "Wedding on Saturday") =>
  giveUnits(depsOf(ledger), { shop: ledger.shop, gift: { lineItemId: lineItemId as LineItemId, units, reason, actor: "" } });

async function openShop(): Promise<LedgerBench> {
  const ledger = await openLedger(database.pool);
  await database.pool.query(`INSERT INTO location (shop, location_id, name, packing_weekdays) VALUES ($1, 'L1', 'Berlin', '{1,2,3,4,5,6,7}')`, [ledger.shop]);
  return ledger;
}

/** "order: units (rule)", as the rows say it. */
async function given({ shop }: LedgerBench): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `SELECT l.order_id || ': ' || a.units || ' ' || a.rule AS line FROM allocation a JOIN order_line l ON l.shop = a.shop AND l.line_item_id = a.line_item_id
      WHERE a.shop = $1 ORDER BY a.settlement_id, a.units < 0, a.rank, l.order_id`,
    [shop],
  );
  return rows.map(({ line }) => line);
}

/** Every invariant that SQL can check holds, and the log alone makes every allocation again. */
async function expectSound({ shop }: LedgerBench): Promise<void> {
  for (const file of checkFiles().filter((name) => !/^i(08|09)/.test(name))) expect(await runCheck(database.pool, file, shop)).toMatchObject({ findings: [] });
  expect(await checkReplay(database.pool, shop)).toMatchObject({ findings: [], violations: 0 });
}

async function promise({ shop }: LedgerBench, order: string, day: string): Promise<void> {
  await database.pool.query(
    `INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts, state, reason) VALUES ($1, $2, $2, $2, 'confirmed', $3, '{}', 'withheld', 'no_address')`,
    [shop, `confirmed:${order}`, order],
  );
  await database.pool.query(
    `INSERT INTO promise (shop, line_item_id, seq, order_id, ship_by, units, confidence, origin, because, notice_id) VALUES ($1, $2, 1, $3, $4, 1, 0.9, 'shown', '[]', $5)`,
    [shop, `${order}-mug`, order, day, `confirmed:${order}`],
  );
  await database.pool.query(`UPDATE queue_entry SET promised_on = $3 WHERE shop = $1 AND line_item_id = $2`, [shop, `${order}-mug`, day]);
}

describe("serving by class", () => {
  test("a higher class is served first, and within a class the older order", async () => {
    const ledger = await openShop();
    await rule(ledger, { policy: "class_first_come", priorityRules: [VIP, { name: "Large", level: 10, condition: "order_value", value: "100" }] });
    const { model } = ledger;
    await ledger.hear(model.place("plain", { mug: 1 }), model.place("large", { mug: 1 }, { totalPrice: 100 }));
    await ledger.hear(model.place("vip", { mug: 1 }, { customerTags: ["VIP"], totalPrice: 500 }), model.place("large2", { mug: 1 }, { totalPrice: 400 }));
    model.receive(anItem("mug"), 3);
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["vip: 1 class", "large: 1 class", "large2: 1 class"]);
    await expectSound(ledger);
  });

  test("a change of rules ranks the queue anew, and back; the log says so", async () => {
    const ledger = await openShop();
    const { model } = ledger;
    await ledger.hear(model.place("A", { mug: 1 }), model.place("B", { mug: 1 }, { country: "US" }), model.place("C", { mug: 1 }, { tags: ["Trade"] }));
    const rules = [
      { name: "Trade", level: 9, condition: "order_tag", value: "trade" },
      { name: "America", level: 5, condition: "country", value: "us" },
    ];
    await rule(ledger, { policy: "class_first_come", priorityRules: rules });
    expect(ledger.jobs.named("settle-items").at(-1)).toMatchObject({ inventoryItemIds: ["mug"] });
    model.receive(anItem("mug"), 1);
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["C: 1 class"]);
    await rule(ledger, {});
    model.receive(anItem("mug"), 1);
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["C: 1 class", "A: 1 first_come"]);
    await expectSound(ledger);
  });
});

describe("keeping promises first", () => {
  test("the earliest promise that can still be kept is served first; one that is lost anyway waits its turn", async () => {
    const ledger = await openShop();
    await rule(ledger, { policy: "keep_promises" });
    const { model } = ledger;
    for (const order of ["lost", "none", "late", "soon"]) await ledger.hear(model.place(order, { mug: 1 }));
    await promise(ledger, "lost", "2026-09-20");
    await promise(ledger, "late", "2026-10-09");
    await promise(ledger, "soon", "2026-10-02");
    model.receive(anItem("mug"), 3);
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["soon: 1 keep_promises", "late: 1 keep_promises", "lost: 1 first_come"]);
    await expectSound(ledger);
  });
});

describe("units kept for a channel", () => {
  test("others never get them, they lie idle with the reason, and the channel's own orders may use them", async () => {
    const ledger = await openShop();
    await rule(ledger, { reserves: [{ locationId: aLocation(), inventoryItemId: "", channel: "pos", units: 2 }] });
    const { model } = ledger;
    await ledger.hear(model.place("web1", { mug: 1 }), model.place("web2", { mug: 1 }));
    model.receive(anItem("mug"), 2);
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual([]);
    const { rows } = await database.pool.query(`SELECT idle_units, idle_reason FROM queue_total WHERE shop = $1 AND location_id = 'L1'`, [ledger.shop]);
    expect(rows).toEqual([{ idle_units: 2, idle_reason: "reserved" }]);
    await expectSound(ledger);
    await ledger.hear(model.place("till", { mug: 1 }, { channel: "pos" }));
    expect(await given(ledger)).toEqual(["till: 1 reserved"]);
    model.receive(anItem("mug"), 2);
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["till: 1 reserved", "web1: 1 first_come"]);
    await expectSound(ledger);
  });
});

describe("giving by hand", () => {
  test("free units first, then those of the newest others; nobody who was told loses any, and the shortfall is kept", async () => {
    const ledger = await openShop();
    const { model } = ledger;
    model.receive(anItem("mug"), 3);
    await ledger.hear(model.place("told", { mug: 1 }), model.place("old", { mug: 1 }), model.place("new", { mug: 1 }));
    await ledger.hear(model.place("guest", { mug: 4 }));
    await database.pool.query(`UPDATE queue_entry SET units_firm = units_granted WHERE shop = $1 AND order_id = 'told'`, [ledger.shop]);
    expect(await give(ledger, "guest-mug", 4)).toMatchObject({ ok: true });
    await ledger.settle("mug");
    expect((await given(ledger)).slice(3)).toEqual(["guest: 2 override", "new: -1 override", "old: -1 override"]);
    const { rows } = await database.pool.query(`SELECT units, units_given, reason FROM allocation_override WHERE shop = $1`, [ledger.shop]);
    expect(rows).toEqual([{ units: 4, units_given: 2, reason: "Wedding on Saturday" }]);
    model.receive(anItem("mug"), 1);
    await ledger.settle("mug");
    expect((await given(ledger)).at(-1)).toBe("old: 1 first_come");
    await expectSound(ledger);
  });

  test("is applied once", async () => {
    const ledger = await openShop();
    const { model } = ledger;
    await ledger.hear(model.place("A", { mug: 2 }), model.place("B", { mug: 2 }));
    await give(ledger, "B-mug", 1);
    model.receive(anItem("mug"), 2);
    await ledger.settle("mug");
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["B: 1 override", "A: 1 first_come"]);
    await expectSound(ledger);
  });

  test("leaves the rest of its line to the shop's policy, which never gives a unit twice", async () => {
    const ledger = await openShop();
    const { model } = ledger;
    await ledger.hear(model.place("A", { mug: 3 }), model.place("B", { mug: 2 }));
    await give(ledger, "A-mug", 2);
    model.receive(anItem("mug"), 5);
    await ledger.settle("mug");
    await ledger.settle("mug");
    expect(await given(ledger)).toEqual(["A: 2 override", "A: 1 first_come", "B: 2 first_come"]);
    await expectSound(ledger);
  });

  test("asks for a reason, and for no more than waits", async () => {
    const ledger = await openShop();
    await ledger.hear(ledger.model.place("A", { mug: 2 }));
    expect(await give(ledger, "A-mug", 3)).toMatchObject({ ok: false, problems: [{ code: "more_than_waits", facts: { waiting: 2 } }] });
    expect(await give(ledger, "A-mug", 1, " ")).toMatchObject({ ok: false, problems: [{ code: "text_missing", field: "reason" }] });
    expect(await give(ledger, "A-mug", 0)).toMatchObject({ ok: false, problems: [{ code: "units_not_positive" }] });
    await give(ledger, "A-mug", 2);
    expect(await give(ledger, "A-mug", 1)).toMatchObject({ ok: false, problems: [{ code: "nothing_waits" }] });
  });
});

describe("rules that cannot be kept are refused beside their field", () => {
  const reserve = { locationId: aLocation(), inventoryItemId: "" as const, channel: "pos", units: 1 };
  test.each<[what: string, rules: Partial<AllocationRulesInput>, code: string, field: string]>([
    ["a policy nobody knows", { policy: "loudest" }, "policy_unknown", "policy"],
    ["a level of 0", { priorityRules: [{ ...VIP, level: 0 }] }, "level_out_of_range", "priorityRules.0.level"],
    ["a class without a tag", { priorityRules: [{ ...VIP, value: "" }] }, "text_missing", "priorityRules.0.value"],
    ["a country by name", { priorityRules: [{ ...VIP, condition: "country", value: "Germany" }] }, "country_unreadable", "priorityRules.0.value"],
    ["an amount in words", { priorityRules: [{ ...VIP, condition: "order_value", value: "much" }] }, "amount_unreadable", "priorityRules.0.value"],
    ["a location of somebody else", { reserves: [{ ...reserve, locationId: aLocation("elsewhere") }] }, "location_unknown", "reserves.0.locationId"],
    ["a reserve of nothing", { reserves: [{ ...reserve, units: 0 }] }, "units_not_positive", "reserves.0.units"],
    ["the same reserve twice", { reserves: [reserve, reserve] }, "reserve_twice", "reserves.1.channel"],
  ])("%s", async (_, rules, code, field) => {
    const ledger = await openShop();
    expect(await rule(ledger, rules)).toMatchObject({ ok: false, problems: [{ code, field }] });
  });
});

test("a row that somebody alters is found by replaying the log", async () => {
  const ledger = await openShop();
  ledger.model.receive(anItem("mug"), 1);
  await ledger.hear(ledger.model.place("A", { mug: 1 }));
  await expectSound(ledger);
  await database.pool.query(`UPDATE allocation SET rule = 'override' WHERE shop = $1`, [ledger.shop]);
  expect((await checkReplay(database.pool, ledger.shop)).violations).toBeGreaterThan(0);
});
