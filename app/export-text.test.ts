import { expect, test } from "vitest";
import { exportText } from "./export-text.ts";

async function* pages() {
  yield [{ order: "#1001", title: 'Mug, "Blue"', units: 2, shipBy: null }];
  yield [{ order: "=1+1", title: "Lamp", units: -1, shipBy: "2026-10-14" }];
}
async function written(format: "csv" | "json"): Promise<string> {
  let text = "";
  for await (const piece of exportText(pages(), format)) text += piece;
  return text;
}

test("a spreadsheet opens the ledger as it is, and takes no text for a formula", async () => {
  expect(await written("csv")).toBe(`order,title,units,shipBy\r\n#1001,"Mug, ""Blue""",2,\r\n'=1+1,Lamp,-1,2026-10-14\r\n`);
});

test("as JSON every row of every page is one object of one list", async () => {
  expect(JSON.parse(await written("json"))).toEqual([
    { order: "#1001", title: 'Mug, "Blue"', units: 2, shipBy: null },
    { order: "=1+1", title: "Lamp", units: -1, shipBy: "2026-10-14" },
  ]);
});
