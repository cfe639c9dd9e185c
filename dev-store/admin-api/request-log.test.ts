import { expect, test } from "vitest";
import { RequestLog } from "./request-log.ts";
import type { LoggedRequest } from "./request-log.ts";

function entry(nth: number): LoggedRequest {
  return {
    at: "2026-11-23T10:00:00.000Z",
    shopDomain: "log.myshopify.com",
    operationName: `Nth${nth}`,
    operation: "query",
    roots: ["shop"],
    idempotencyKeys: [],
    variablesHash: "",
    outcome: "ok",
    committed: true,
    requestedCost: 1,
    actualCost: 1,
  };
}

const names = (entries: readonly LoggedRequest[]): (string | null)[] => entries.map(({ operationName }) => operationName);

test("who reads on from where the last reading ended misses nothing, though old entries have left the memory", () => {
  const log = new RequestLog({ keptInMemory: 3 });
  for (let nth = 0; nth < 20; nth += 1) log.add(entry(nth));
  const all = log.read();
  expect(names(all.entries)).toEqual(Array.from({ length: 20 }, (_, nth) => `Nth${nth}`));
  expect(names(log.read(17).entries)).toEqual(["Nth17", "Nth18", "Nth19"]);
  log.add(entry(20));
  expect(names(log.read(all.next).entries)).toEqual(["Nth20"]);
  expect(names(log.latest(2))).toEqual(["Nth20", "Nth19"]);
});

test("a cleared log goes on counting where it was", () => {
  const log = new RequestLog({ keptInMemory: 3 });
  for (let nth = 0; nth < 8; nth += 1) log.add(entry(nth));
  log.clear();
  log.add(entry(8));
  expect(log.read(0)).toEqual({ entries: [entry(8)], next: 9 });
});
