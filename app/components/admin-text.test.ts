import { expect, test } from "vitest";
import { createText } from "./admin-text.ts";

const berlin = createText({ timeZone: "Europe/Berlin", today: "2026-10-10" });

test("one and many read differently", () => {
  expect(berlin.t("formats.units", { count: 1 })).toBe("1 unit");
  expect(berlin.t("formats.units", { count: 1204 })).toBe("1,204 units");
});

test("a day of another year carries its year", () => {
  expect(berlin.day("2026-10-14")).toBe("14 Oct");
  expect(berlin.day("2027-01-05")).toBe("5 Jan 2027");
});

test("a moment is told in the shop's time zone, across midnight too", () => {
  expect(berlin.moment("2026-10-02T22:30:00.000Z")).toBe("3 Oct, 00:30");
  expect(berlin.dayOf("2026-10-02T22:30:00.000Z")).toBe("2026-10-03");
});
