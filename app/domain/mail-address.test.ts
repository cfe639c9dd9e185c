import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMailAddress } from "./mail-address.ts";

describe("a plain address is accepted", () => {
  test.each([
    ["ada@example.com", "ada@example.com"],
    [" ada@example.com ", "ada@example.com"],
    ["Ada.L+mugs@Example.COM", "Ada.L+mugs@example.com"],
    ["o'hara@mail.example.co.uk", "o'hara@mail.example.co.uk"],
    ["ada@exämple.org", "ada@xn--exmple-cua.org"],
  ])("%j", (text, address) => expect(parseMailAddress(text)).toBe(address));
});

describe("anything that could reach somebody else is refused", () => {
  test.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@localhost",
    "ada@example.com, eve@example.com",
    "ada@example.com;eve@example.com",
    "Ada <ada@example.com>",
    "friends: ada@example.com;",
    "ada(comment)@example.com",
    '"ada eve"@example.com',
    "ada@eve@example.com",
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@0x7f.1",
    "ada@example.com/eve",
    "ada@example.com:25",
    "ada@example..com",
    "ada@-example.com",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada\0@example.com",
    "ädä@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(64)}.com`,
    `ada@${"abcdefgh.".repeat(30)}com`,
  ])("%j", (text) => expect(parseMailAddress(text)).toBeNull());
});

test("whatever is accepted is one ASCII address of 254 characters at most", () => {
  const halves = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.stringMatching(/^[a-z0-9.ß@<>,"-]{1,20}$/));
  fc.assert(
    fc.property(halves, halves, (left, right) => {
      const address = parseMailAddress(`${left}@${right}`);
      return address === null || (/^[!-~]+@[a-z0-9.-]+$/.test(address) && address.split("@").length === 2 && address.length <= 254);
    }),
  );
});
