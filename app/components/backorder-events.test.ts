import { describe, expect, test } from "vitest";
import { createText } from "./admin-text.ts";
import { timelineOf } from "./backorder-events.ts";
import type { LineEvents } from "./backorder-events.ts";

const text = createText({ timeZone: "Europe/Berlin", today: "2026-10-10" });
const nothing: LineEvents = {
  line: { orderName: "#1001", placedAt: "2026-10-01T08:00:00Z", cancelledAt: null },
  history: [],
  allocations: [],
  promises: [],
  notices: [],
  holds: [],
  deadlineChanges: [],
  moves: [],
  shipChanges: [],
  overrides: [],
};
const change = { historyId: 1, at: "2026-10-01T08:00:01Z", cause: "ordered", unitsOrdered: 3, unitsFulfilled: 0, unitsRemoved: 0, settlementId: null };
const titles = (events: Partial<LineEvents>) => timelineOf({ ...nothing, ...events }, text).map(({ title }) => title);

describe("a line's timeline", () => {
  test("tells the newest first, whatever it came from", () => {
    expect(
      titles({
        history: [change],
        promises: [{ seq: 1, at: "2026-10-02T08:00:00Z", shipBy: "2026-10-14", origin: "shown" }],
        deadlineChanges: [{ changeId: 1, at: "2026-10-05T08:00:00Z", number: "PO-7", deadlineBefore: "2026-10-08", deadlineAfter: "2026-10-20", reason: "" }],
      }),
    ).toEqual([
      "PO-7: supplier's deadline moved from 8 Oct to 20 Oct",
      "Promised 14 Oct, as the product page showed",
      "Ordered: 3 units",
      "Order #1001 placed",
    ]);
  });

  test("units given by a settlement are told once, with the sentence that says why", () => {
    const given = { settlementId: 9, at: "2026-10-06T08:00:00Z", units: 2, rule: "first_come", sentence: "First in the queue." };
    const events = timelineOf({ ...nothing, history: [{ ...change, historyId: 2, cause: "allocated", settlementId: 9 }], allocations: [given] }, text);
    expect(events[0]).toMatchObject({ title: "Allocated: 2 units", detail: "First in the queue.", tone: "good" });
    expect(events).toHaveLength(2);
  });

  test("units given by hand keep their reason, and what could not be had stands out", () => {
    const override = { overrideId: 1, at: "2026-10-06T08:00:00Z", units: 3, unitsGiven: null, reason: "Wedding on Saturday" };
    expect(timelineOf({ ...nothing, overrides: [override] }, text)[0]).toMatchObject({ title: "To be given by hand: 3 units", detail: "Wedding on Saturday" });
    expect(timelineOf({ ...nothing, overrides: [{ ...override, unitsGiven: 2 }] }, text)[0]).toMatchObject({
      title: "Given by hand: only 2 of 3 units",
      tone: "bad",
    });
    expect(titles({ overrides: [{ ...override, unitsGiven: 3 }] })[0]).toBe("Given by hand: 3 of 3 units");
  });

  test("units taken back, and a message of unknown fate, stand out", () => {
    const events = timelineOf(
      {
        ...nothing,
        allocations: [{ settlementId: 9, at: "2026-10-06T08:00:00Z", units: -1, rule: "first_come", sentence: "The shelf holds 1 unit less." }],
        notices: [
          { noticeId: "n", kind: "moved", state: "uncertain", reason: "The mail server did not answer.", createdAt: "2026-10-07T08:00:00Z", sentAt: null },
        ],
      },
      text,
    );
    expect(events.slice(0, 2)).toMatchObject([
      { title: "Date moved: Unknown if it arrived", detail: "The mail server did not answer.", tone: "bad" },
      { title: "Taken back: 1 unit", tone: "bad" },
    ]);
  });

  test("a cause that is not known yet is shown as it is, never hidden", () => {
    expect(titles({ history: [{ ...change, cause: "teleported" }] })).toContain("teleported");
  });
});
