import { describe, expect, test } from "vitest";
import type { InboundShipmentId } from "../domain/ids.ts";
import { calendarDate } from "../domain/calendar-date.ts";
import { createText } from "./admin-text.ts";
import { becauseAt, becauseSentences, placeSentences } from "./because-text.ts";

const text = createText({ timeZone: "Europe/Berlin", today: "2026-10-10" });
const place = { rankAt: "2026-10-01T06:30:00Z", unitsWaiting: 2, unitsAhead: 0, ordersAhead: 0, ineligible: null };

describe("why a line stands where it stands", () => {
  test("the first in line is told so, in the shop's time", () => {
    expect(placeSentences(place, text)).toEqual([
      "Next in line: no unit of an earlier order waits before it. It ranks by 1 Oct, 08:30, the moment it was ordered.",
    ]);
  });

  test("the others are told how many units and orders stand before them", () => {
    expect(placeSentences({ ...place, unitsAhead: 5, ordersAhead: 2 }, text)[0]).toMatch(/^5 units in 2 orders wait before it\./);
    expect(placeSentences({ ...place, unitsAhead: 1, ordersAhead: 1 }, text)[0]).toMatch(/^1 unit in 1 order waits before it\./);
  });

  test("a line that may not be given units says why", () => {
    expect(placeSentences({ ...place, ineligible: "held_elsewhere" }, text)[1]).toMatch(/Another app holds the order/);
  });

  test("a line that waits for nothing has no place to explain", () => {
    expect(placeSentences({ ...place, unitsWaiting: 0 }, text)).toEqual(["Nothing of it waits any more."]);
  });
});

describe("why a date is what it is", () => {
  const inbound = {
    kind: "inbound",
    inboundShipmentId: "s" as InboundShipmentId,
    purchaseOrder: "PO-7",
    supplier: "Nordkamm",
    deadline: calendarDate("2026-10-14"),
  } as const; // written by hand

  test("every reason has a sentence with its own numbers", () => {
    const sentences = becauseSentences(
      [inbound, { kind: "lateness", source: "supplier", days: 6, receipts: 23 }, { kind: "receiving", days: 1 }, { kind: "packing", day: 2 }],
      text,
    );
    expect(sentences).toHaveLength(4);
    expect(sentences[0]).toContain("PO-7 from Nordkamm, agreed for 14 Oct");
    expect(sentences.join(" ")).not.toMatch(/\{\{|undefined/);
  });

  test("a supplier who is early is not called minus days late", () => {
    expect(becauseSentences([{ kind: "lateness", source: "supplier", days: -2, receipts: 12 }], text)[0]).toContain("2 days before the agreed date");
  });

  test("the step of the curve that covers a position gives its reasons; beyond the last there is no dated supply", () => {
    const curve = [
      { upTo: 4, because: [inbound] },
      { upTo: 9, because: [{ kind: "on_hand" }] },
    ];
    expect(becauseAt(curve, 4)).toEqual([inbound]);
    expect(becauseAt(curve, 5)).toEqual([{ kind: "on_hand" }]);
    expect(becauseAt(curve, 10)).toEqual([{ kind: "no_dated_supply" }]);
    expect(becauseAt(null, 1)).toEqual([]);
  });
});
