import { expect, test } from "vitest";
import { describeError } from "./log.server.ts";

test("an error is logged by its words and place, whether it is one or a library's copy of one, and never by what it carries", () => {
  const error = Object.assign(new Error("the table is full"), { code: "53100", detail: "Key (email)=(ann@example.com)" });
  const copy = { ...error, message: error.message, stack: error.stack };
  expect(describeError(error)).toEqual({ type: "Error", message: "the table is full", stack: error.stack, code: "53100" });
  expect(describeError(copy)).toEqual({ type: "copied error", message: "the table is full", stack: error.stack, code: "53100" });
  expect(describeError("ann@example.com")).toEqual({ message: "string" });
});
