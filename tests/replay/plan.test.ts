import zlib from "node:zlib";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { historyOf, readHistory } from "./order-lines.ts";
import { planReplay } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { seededRandom } from "./random.ts";
import { syntheticHistory } from "./synthetic-history.ts";

const HEADER = "invoice,ts,sku,qty,price,customer,country";
const row = (fields: { invoice?: string; at?: string; sku?: string; qty?: number; price?: number; customer?: string }) =>
  [fields.invoice ?? "1", fields.at ?? "2020-01-01 08:00", fields.sku ?? "20001", fields.qty ?? 1, fields.price ?? 2.5, fields.customer ?? "7", "Utopia"].join(
    ",",
  );
const csv = (...rows: string[]) => [HEADER, ...rows].join("\n");

describe("order history", () => {
  test("an invoice and its customer are one checkout, oldest first", () => {
    const { checkouts } = historyOf(
      csv(
        row({ invoice: "2", at: "2020-01-02 08:00", sku: "20002" }),
        row({ invoice: "1", qty: 3 }),
        row({ invoice: "1", sku: "20003a" }),
        row({ invoice: "1", customer: "8" }),
      ),
    );
    expect(checkouts.map(({ invoice, customer, lines }) => [invoice, customer, lines.map(({ sku, units }) => `${units} ${sku}`)])).toEqual([
      ["1", "7", ["3 20001", "1 20003A"]],
      ["1", "8", ["1 20001"]],
      ["2", "7", ["1 20002"]],
    ]);
  });

  test("what no checkout could carry is left out and counted", () => {
    const { checkouts, leftOut } = historyOf(
      csv(row({ sku: "POST" }), row({ sku: "gift_0001_20" }), row({ qty: -2 }), row({ qty: 0 }), row({ price: 0 }), row({ qty: 1001 }), row({ qty: 1000 })),
    );
    expect(leftOut).toEqual({ notAProduct: 2, notPositiveUnits: 2, notPositivePrice: 1, tooManyUnits: 1 });
    expect(checkouts.flatMap(({ lines }) => lines)).toEqual([{ sku: "20001", units: 1000, priceCents: 250 }]);
  });

  test("a basket of more than 50 lines goes through further checkouts", () => {
    const { checkouts } = historyOf(csv(...Array.from({ length: 101 }, () => row({}))));
    expect(checkouts.map(({ lines }) => lines.length)).toEqual([50, 50, 1]);
  });

  test("a file with other columns is refused with the columns it needs", () => {
    expect(() => historyOf("a,b\n1,2")).toThrow(HEADER);
    expect(() => historyOf(`${HEADER}\n1,2020-01-01 08:00,20001,1`)).toThrow("Line 2");
    expect(() => historyOf(csv(row({}), "1,2020-01-01 08:00,20001,many,1,7,Utopia"))).toThrow('Line 3 of the order lines has units "many"');
  });

  test("the file is read packed", () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "history-")), "lines.csv.gz");
    fs.writeFileSync(file, zlib.gzipSync(csv(row({ qty: 4 }))));
    expect(readHistory(file).checkouts[0]?.lines[0]?.units).toBe(4);
  });
});

const planOf = (orders: number, seed: number): Plan => planReplay(syntheticHistory(orders, seededRandom(seed)).checkouts, { orders, seed });

describe("plan", () => {
  test.each([60, 300, 2_000])("of %i orders about one line in eight meets an empty shelf", (orders) => {
    const { linesShort, lines } = planOf(orders, 1);
    expect(linesShort / lines).toBeGreaterThan(0.1);
    expect(linesShort / lines).toBeLessThan(0.15);
  });

  test("the lines counted as short are those that a walk along the shelf finds", () => {
    const plan = planOf(300, 5);
    const available = new Map(plan.variants.map(({ sku, openingUnits }) => [sku, openingUnits]));
    const sold = new Map(plan.events.flatMap((event) => (event.kind === "checkout" ? [[event.order, event.lines] as const] : [])));
    let short = 0;
    const add = (sku: string, units: number) => available.set(sku, (available.get(sku) ?? NaN) + units);
    for (const event of plan.events) {
      if (event.kind === "delivery") for (const { sku, units } of event.goods) add(sku, units);
      if (event.kind === "cancel") for (const { sku, units } of sold.get(event.order) ?? []) add(sku, units);
      if (event.kind !== "checkout") continue;
      for (const { sku, units } of event.lines) {
        if ((available.get(sku) ?? NaN) < units) short += 1;
        add(sku, -units);
      }
    }
    expect(short).toBe(plan.linesShort);
    expect([...available.values()].every(Number.isInteger)).toBe(true);
  });

  test("the same seed gives the same plan, another seed another", () => {
    expect(planOf(100, 3)).toEqual(planOf(100, 3));
    expect(planOf(100, 3)).not.toEqual(planOf(100, 4));
  });

  test("the staff touches an order after it was placed, and never both ships and cancels it", () => {
    const plan = planOf(1_000, 2);
    const placed = new Set<number>();
    const touched = new Set<number>();
    for (const event of plan.events) {
      if (event.kind === "checkout") placed.add(event.order);
      if (event.kind !== "fulfil" && event.kind !== "cancel") continue;
      expect(placed).toContain(event.order);
      expect(touched).not.toContain(event.order);
      touched.add(event.order);
    }
    expect(touched.size / plan.orders).toBeGreaterThan(0.25);
    expect(plan.events.filter(({ kind }) => kind === "cancel").length).toBeGreaterThan(5);
  });

  test("goods are brought in whole, never less than one", () => {
    const units = planOf(300, 7).events.flatMap((event) => (event.kind === "delivery" ? event.goods.map((goods) => goods.units) : []));
    expect(units.length).toBeGreaterThan(10);
    expect(Math.min(...units)).toBeGreaterThanOrEqual(1);
  });

  test("an empty history is refused", () => {
    expect(() => planReplay([], { orders: 5, seed: 1 })).toThrow("--data");
  });
});
