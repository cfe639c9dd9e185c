import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readInput, typedNumber, typedNumberOrNone } from "./typed-input.ts";

const request = (body: string) => new Request("https://promised.example/", { method: "POST", body });

describe("a number as typed", () => {
  test.each([
    ["12", 12],
    [" 7 ", 7],
    ["2.5", 2.5],
    ["2,5", 2.5],
    ["-3", -3],
    ["0", 0],
  ])("%j is %d", (text, value) => expect(typedNumber.parse(text)).toBe(value));

  test.each(["", "five", "1e9", "0x10", "Infinity", "12 units"])("%j is no number", (text) => expect(typedNumber.parse(text)).toBeNaN());

  test("an empty optional number is none, not zero", () => expect(typedNumberOrNone.parse(" ")).toBeNull());
});

describe("a body", () => {
  const schema = z.object({ units: typedNumber });

  test("of the page's shape is read", async () => expect(await readInput(request('{"units":"4"}'), schema)).toEqual({ units: 4 }));

  test.each(["", "not json", "[]", '{"units":4}', '{"units":null}', JSON.stringify({ units: "1".repeat(300_000) })])(
    "of another shape is answered 400: %.20s",
    async (body) => {
      const refused = await readInput(request(body), schema).catch((response: Response) => response.status);
      expect(refused).toBe(400);
    },
  );
});
