import { describe, expect, test } from "vitest";
import type { CalendarDate, LineItemId, OrderId } from "../../domain/ids.ts";
import { MOVE_REASONS, type ConfirmedLine, type NoticeFacts, type NoticeLine } from "../../domain/notice-facts.ts";
import type { NoticeOrder, NoticeShop } from "../../use-cases/ports/notices.ts";
import { fill, wordingFor } from "./mail-texts.ts";
import { mailWriter } from "./mail-writer.server.ts";

const shop: NoticeShop = {
  name: "Northwind Ceramics",
  locale: "en",
  timeZone: "America/Los_Angeles",
  stage: "live",
  isInstalled: true,
  isMirrored: true,
  senderName: "",
  senderEmail: "hello@northwind.example.com",
};
const order = (overrides: Partial<NoticeOrder> = {}): NoticeOrder => ({
  name: "#1042",
  isCancelled: false,
  customerName: "Ada Lovelace",
  email: "ada@example.com",
  locale: "en",
  statusPageUrl: "https://northwind.example.com/orders/1042",
  ...overrides,
});
const orderId = "1042" as OrderId;
const day = (text: string): CalendarDate => text as CalendarDate;
const item = (title: string, units: number): NoticeLine => ({ lineItemId: title as LineItemId, title, units });
const confirmedLine = (overrides: Partial<ConfirmedLine> = {}): ConfirmedLine => ({
  ...item("Stoneware mug", 3),
  sku: "MUG-1",
  tranches: [{ units: 3, shipBy: day("2026-10-14") }],
  shipBy: day("2026-10-14"),
  differsFromPage: false,
  confidence: 0.9,
  ...overrides,
});
const confirmed = (...lines: ConfirmedLine[]): NoticeFacts => ({ kind: "confirmed", orderId, lines });
const moved = (before: string | null, after: string | null): NoticeFacts => ({
  kind: "moved",
  orderId,
  lines: [
    {
      ...item("Stoneware mug", 3),
      shipByBefore: before === null ? null : day(before),
      shipByAfter: after === null ? null : day(after),
      because: ["supplier_later"],
    },
  ],
});
const allocated: NoticeFacts = { kind: "allocated", orderId, lines: [{ ...item("Stoneware mug", 1), unitsStillWaiting: 2 }] };
const takenBack: NoticeFacts = { kind: "taken_back", orderId, lines: [{ ...item("Stoneware mug", 2), shipBy: day("2026-10-14") }] };
const shipped: NoticeFacts = {
  kind: "shipped",
  orderId,
  fulfillmentId: "9",
  lines: [item("Stoneware mug", 1)],
  trackingNumber: "JD0146",
  trackingUrl: "https://track.example.com/JD0146",
};

const write = (facts: NoticeFacts, overrides: Partial<NoticeOrder> = {}) => mailWriter.write({ facts, order: order(overrides), shop });
const words = (html: string): string => html.replaceAll(/<style[\s\S]*?<\/style>|<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

describe.each([
  [
    "confirmed",
    confirmed(confirmedLine()),
    "Your backorder #1042 is confirmed",
    ["Hello Ada Lovelace,", "3 units in it are on backorder", "Stoneware mug", "Ships by", "Wed 14 Oct 2026", "9 in 10"],
  ],
  [
    "moved later",
    moved("2026-10-14", "2026-11-02"),
    "A new ship date for your order #1042",
    ["We are sorry", "Wed 14 Oct 2026", "Mon 2 Nov 2026", "Our supplier moved the delivery to a later day."],
  ],
  ["moved sooner", moved("2026-11-02", "2026-10-14"), "Good news: your order #1042 ships sooner", ["Mon 2 Nov 2026", "Wed 14 Oct 2026"]],
  ["allocated", allocated, "Your items have arrived: order #1042", ["1 unit is being packed", "2 more units are still on their way to us"]],
  [
    "taken back",
    takenBack,
    "We were wrong about your order #1042",
    ["2 of them are not there", "Ships by", "Wed 14 Oct 2026", "Our promise stands", "Reply to this mail"],
  ],
  ["shipped", shipped, "Your order #1042 is on its way", ["Stoneware mug", "JD0146", "Track the parcel"]],
])("%s, in English", (_kind, facts, subject, sentences) => {
  test("both parts say the same", async () => {
    const mail = await write(facts);
    expect(mail.subject).toBe(subject);
    for (const sentence of [...sentences, "Northwind Ceramics", "order #1042"]) {
      expect(mail.text).toContain(sentence);
      expect(words(mail.html)).toContain(sentence);
    }
  });
});

describe.each([
  [
    "confirmed",
    confirmed(confirmedLine()),
    "Ihre Nachlieferung zu #1042 ist vorgemerkt",
    ["Guten Tag Ada Lovelace,", "3 Stück", "Versand bis", "Mittwoch, 14. Oktober 2026"],
  ],
  [
    "moved",
    moved("2026-10-14", "2026-11-02"),
    "Neuer Versandtermin für Ihre Bestellung #1042",
    ["Das tut uns leid", "Mittwoch, 14. Oktober 2026", "Montag, 2. November 2026"],
  ],
  ["allocated", allocated, "Ihre Artikel sind da: Bestellung #1042", ["1 Stück wird gepackt", "2 weitere Stück sind noch zu uns unterwegs"]],
  ["taken back", takenBack, "Wir haben uns geirrt: Bestellung #1042", ["2 davon sind nicht da", "Mittwoch, 14. Oktober 2026"]],
  ["shipped", shipped, "Ihre Bestellung #1042 ist unterwegs", ["JD0146", "Paket verfolgen"]],
])("%s, in German", (_kind, facts, subject, sentences) => {
  test("both parts say the same", async () => {
    const mail = await write(facts, { locale: "de-AT" });
    expect(mail.subject).toBe(subject);
    expect(mail.html).toContain('lang="de"');
    for (const sentence of sentences) {
      expect(mail.text).toContain(sentence);
      expect(words(mail.html)).toContain(sentence);
    }
  });
});

test("a customer whose language we do not write gets the shop's", async () => {
  const mail = await mailWriter.write({ facts: allocated, order: order({ locale: "fr" }), shop: { ...shop, locale: "de" } });
  expect(mail.subject).toBe("Ihre Artikel sind da: Bestellung #1042");
});

test("a customer whose name we do not know is greeted without one", async () => {
  const mail = await write(allocated, { customerName: null });
  expect(mail.text).toContain("Hello,\n");
});

test("units that come on different days each get their day", async () => {
  const tranches = [
    { units: 1, shipBy: day("2026-10-14") },
    { units: 2, shipBy: day("2026-11-02") },
  ];
  const { text } = await write(confirmed(confirmedLine({ tranches, shipBy: day("2026-11-02") })));
  expect(text).toContain("1 unit ships by: Wed 14 Oct 2026\n  2 units ship by: Mon 2 Nov 2026");
});

test("without a date the mail says so and promises none", async () => {
  const { text } = await write(confirmed(confirmedLine({ tranches: [{ units: 3, shipBy: null }], shipBy: null })));
  expect(text).toContain("Ships: No date yet");
  expect(text).toContain("We write to you as soon as we have a date.");
  expect(text).not.toContain("in 10");
});

test("a date that differs from the page's is owned up to", async () => {
  const sentence = "This date differs from the one that the product page showed.";
  expect((await write(confirmed(confirmedLine({ differsFromPage: true })))).text).toContain(sentence);
  expect((await write(confirmed(confirmedLine()))).text).not.toContain(sentence);
});

test("a date that is lost is not called good news", async () => {
  const mail = await write(moved("2026-10-14", null));
  expect(mail.subject).toBe("A new ship date for your order #1042");
  expect(mail.text).toContain("Was: Wed 14 Oct 2026\n  Now: No date yet");
});

test("a first date after none is good news", async () => {
  expect((await write(moved(null, "2026-10-14"))).subject).toBe("Good news: your order #1042 ships sooner");
});

test.each([confirmed(confirmedLine()), moved("2026-10-14", "2026-11-02"), allocated, takenBack, shipped])(
  "no mail shows a date as the database writes it",
  async (facts) => {
    const mail = await write(facts);
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/20\d\d-\d\d-\d\d/);
  },
);

test("a calendar date keeps its day wherever the server and the shop are", () => {
  expect(wordingFor(["en"]).date(day("2026-03-29"))).toBe("Sun 29 Mar 2026");
  expect(wordingFor(["de"]).date(day("2026-09-01"))).toBe("Dienstag, 1. September 2026");
});

test("what a product is called cannot become markup", async () => {
  const title = `<script>alert("1")</script><img src=x onerror='x'> & {{ shopName }}`;
  const { html, text } = await write(confirmed(confirmedLine({ title })), { customerName: "<b>Ada</b>", name: "<i>#1" });
  expect(html).not.toMatch(/<script|<img|<b>Ada|<i>/);
  expect(html).toContain("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&lt;img src=x onerror=&#39;x&#39;&gt; &amp; {{ shopName }}");
  expect(text).toContain(title);
});

test("a name with line breaks cannot start a line of its own", async () => {
  const { text, subject } = await write(allocated, { name: "#1\r\nBcc: eve@example.com", customerName: "Ada\u2028\nYou won" });
  expect(subject).toBe("Your items have arrived: order #1 Bcc: eve@example.com");
  expect(text).toContain("Hello Ada You won,");
});

test("only web addresses become links", async () => {
  const mail = await mailWriter.write({
    facts: { ...shipped, trackingUrl: "javascript:alert(1)" } as NoticeFacts,
    order: order({ statusPageUrl: "data:text/html,x" }),
    shop,
  });
  expect(mail.html).not.toMatch(/javascript:|data:text/);
  expect(mail.html).not.toContain("Track the parcel");
});

test("a title of any length leaves a mail of bounded length", async () => {
  const { html } = await write(confirmed(confirmedLine({ title: "x".repeat(100_000) })));
  expect(html.length).toBeLessThan(60_000);
});

test("every reason for a new date has a sentence in every language", () => {
  for (const language of ["en", "de"]) {
    expect(Object.keys(wordingFor([language]).texts.moved.because).sort()).toEqual([...MOVE_REASONS].sort());
  }
});

test("both languages have the same texts with the same places to fill", () => {
  const places = (node: unknown, path = ""): string[] =>
    typeof node === "string"
      ? [`${path} ${(node.match(/\{\w+\}/g) ?? []).sort().join()}`]
      : Object.entries(node as object).flatMap(([key, child]) => places(child, `${path}.${key}`));
  const withoutCounts = (texts: unknown): string[] => places(texts).map((place) => place.replace(/(\.(?:one|other) ).*/, "$1"));
  expect(withoutCounts(wordingFor(["de"]).texts)).toEqual(withoutCounts(wordingFor(["en"]).texts));
});

test("a sentence with a missing value is not sent half finished", () => {
  expect(() => fill("Hello {name}", {})).toThrow('The mail text "Hello {name}" needs a value for {name}.');
});
