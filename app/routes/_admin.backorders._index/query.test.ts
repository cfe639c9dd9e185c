import { expect, test } from "vitest";
import { readBackordersAddress } from "./query.server.ts";

const read = (search: string) => readBackordersAddress(new URL(`https://promised.example/backorders${search}`));

test("without a wish the open backorders come first, oldest on top", () => {
  expect(read("")).toEqual({ view: "open", search: "", sort: "placed", descending: false, cursor: null });
});

test("the address carries view, search, sort and page", () => {
  expect(read("?view=late&q=%20lamp%20&sort=units+desc&cursor=abc")).toEqual({ view: "late", search: "lamp", sort: "units", descending: true, cursor: "abc" });
});

test("an unknown view or column falls back instead of failing", () => {
  expect(read("?view=drop+table&sort=password+desc")).toMatchObject({ view: "open", sort: "placed" });
});
