/**
 * The main job as people do it, in a real browser on real parts: switch a variant on, sell it, move its delivery,
 * receive units, ship the parcel, and read what the customer was told. Once on Shopify's own host names, once on the
 * addresses that the demo prints.
 */
import type { FrameLocator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startStack, type Stack } from "../../scripts/stack.ts";
import { endStack } from "../end-of-stack.ts";
import { openBrowser, type Visit } from "./browser.ts";
import { mailsTo } from "./mailbox.ts";

/** What a change of a delivery's date may take to reach the listing, the page and the customer. */
const FOLLOWS_WITHIN_MS = 10_000;
const PATIENCE_MS = 20_000;

let stack: Stack;
let visit: Awaited<ReturnType<typeof openBrowser>> | undefined;

beforeAll(async () => {
  stack = await startStack({ folder: `.data/e2e-${process.pid}`, reset: true, isTemporary: true });
}, 120_000);
afterEach(async () => visit?.close());
afterAll(() => endStack(stack));

describe.each([
  { wayIn: "host-mapped", title: "Bird Feeder", item: "BIRDFEEDER", number: "PO-HOSTS" },
  { wayIn: "localhost", title: "Camp Pillow", item: "CAMPPILLOW", number: "PO-LOCAL" },
] as const)("$wayIn", ({ wayIn, title, item, number }) => {
  test("from sold out to parcel: one date, kept, moved once, and units to the first in line", async () => {
    visit = await openBrowser(stack, wayIn);
    const { page } = visit;
    page.setDefaultTimeout(PATIENCE_MS);
    const product = await productPath(visit, title);

    await addSupplierAndPurchaseOrder(visit, { item, number, supplier: `Mill ${number}`, deadline: daysFromNow(14), units: 10 });
    await switchOn(visit, item);
    const shown = await untilShown(visit, product);
    await visit.screenshot("product");

    const first = await buy(visit, { product, quantity: 1, email: `first-${number}@example.com`.toLowerCase() });
    const second = await buy(visit, { product, quantity: 2, email: `second-${number}@example.com`.toLowerCase() });

    const confirmed = await mailsTo(stack, second.email, "confirmed");
    expect(confirmed).toContain(second.dateShown);
    expect(first.dateShown).toBe(shown);
    const listed = await backorderRow(visit, second.order);
    await expect.poll(() => listed.innerText(), { timeout: PATIENCE_MS }).toContain(second.dateShown);
    await visit.screenshot("backorders");

    const movedAt = Date.now();
    await moveDeadline(visit, number, daysFromNow(35));
    const movedDate = await newDateOf(visit, second.order, second.dateShown);
    expect(await mailsTo(stack, second.email, "new ship date")).toContain(movedDate);
    expect(Date.now() - movedAt).toBeLessThan(FOLLOWS_WITHIN_MS);
    expect(await untilShown(visit, product, shown)).not.toBe(shown);

    await receiveUnits(visit, { number, units: 1, firstInLine: first.order });
    await untilStatus(visit, first.order, "Allocated");
    await untilStatus(visit, second.order, "Waiting");
    await visit.screenshot("received");
    await untilHeld(visit, second.order, true);
    await untilHeld(visit, first.order, false);

    await fulfil(visit, first.order);
    expect(await mailsTo(stack, first.email, "on its way")).toContain(first.order);
    await untilStatus(visit, first.order, "Fulfilled");
    expect(visit.strayed).toEqual([]);
  }, 180_000);
});

function app(page: Page): FrameLocator {
  return page.frameLocator("iframe");
}

async function openApp({ page, admin }: Visit, path: string): Promise<FrameLocator> {
  await page.goto(`${admin.replace(/\/store\/.*/, "")}/store/promised-demo/apps/promised${path}`);
  return app(page);
}

async function productPath({ page, storefront }: Visit, title: string): Promise<string> {
  await page.goto(storefront);
  const path = await page.getByRole("link", { name: title }).first().getAttribute("href");
  if (path === null) throw new Error(`the shop does not list ${title}`);
  return path;
}

async function addSupplierAndPurchaseOrder(
  visit: Visit,
  { item, number, supplier, deadline, units }: { item: string; number: string; supplier: string; deadline: string; units: number },
): Promise<void> {
  let frame = await openApp(visit, "/suppliers/new");
  await frame.getByLabel("Name", { exact: true }).fill(supplier);
  await save(visit);
  await frame.getByText(supplier).first().waitFor();

  frame = await openApp(visit, "/purchase-orders/new");
  await frame.getByLabel("Supplier").selectOption({ label: supplier });
  await frame.getByLabel("Number", { exact: true }).fill(number);
  await frame.getByLabel("Deadline", { exact: true }).fill(deadline);
  await frame.getByPlaceholder("Find a product, variant or SKU").fill(item);
  await frame.getByRole("option", { name: item }).click();
  await frame.getByLabel(/^Units: /).fill(String(units));
  await visit.screenshot("purchase-order");
  await save(visit);
  await frame.getByText(`Purchase order ${number}`).first().waitFor();
}

/** Presses Save in Shopify's own save bar, which stands outside the frame. */
async function save({ page }: Visit): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
}

async function switchOn(visit: Visit, item: string): Promise<void> {
  const frame = await openApp(visit, `/variants?q=${item}`);
  await frame.getByRole("row").filter({ hasText: item }).getByRole("button", { name: "Switch on" }).click();
  await frame.getByRole("row").filter({ hasText: item }).getByText("On", { exact: true }).waitFor();
  await visit.screenshot("variants");
}

/** The date in the badge's text, as soon as it differs from `before`. */
async function untilShown({ page, storefront }: Visit, product: string, before?: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    await page.goto(`${storefront}${product}`);
    const date = await page
      .locator("[data-window]:visible")
      .innerText({ timeout: 500 })
      .then(dateIn, () => undefined);
    if (date !== undefined && date !== before) return date;
    if (Date.now() > deadline) throw new Error(`the product page shows ${date ?? "no date"}`);
    await page.waitForTimeout(250);
  }
}

/** "14 Dec" in "Ships by 14 Dec". */
function dateIn(words: string): string | undefined {
  return /\d{1,2} [A-Z][a-z]{2}/.exec(words)?.[0];
}

async function buy(
  { page, storefront }: Visit,
  { product, quantity, email }: { product: string; quantity: number; email: string },
): Promise<{ order: string; dateShown: string; email: string }> {
  await page.goto(`${storefront}${product}`);
  await page.getByLabel("Quantity").fill(String(quantity));
  const dateShown = dateIn(await page.locator("[data-window]:visible").innerText());
  if (dateShown === undefined) throw new Error("no date is shown at this quantity");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("button", { name: "Check out" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Place order" }).click();
  const order = /#\d+/.exec(await page.locator("main").innerText())?.[0];
  if (order === undefined) throw new Error("the shop shows no order number");
  return { order, dateShown, email };
}

async function backorderRow(visit: Visit, order: string) {
  const frame = await openApp(visit, `/backorders?view=all&q=${encodeURIComponent(order)}`);
  const row = frame.getByRole("row").filter({ hasText: order });
  await row.waitFor();
  return row;
}

async function moveDeadline(visit: Visit, number: string, deadline: string): Promise<void> {
  const frame = await openPurchaseOrder(visit, number);
  await frame.getByRole("button", { name: "Change deadline" }).click();
  await frame.getByLabel("New deadline").fill(deadline);
  await frame.getByRole("dialog").getByRole("button", { name: "Change deadline" }).click();
  await frame.getByRole("dialog").waitFor({ state: "hidden" });
}

async function openPurchaseOrder(visit: Visit, number: string): Promise<FrameLocator> {
  const frame = await openApp(visit, `/purchase-orders?q=${number}`);
  await frame.getByRole("link", { name: number }).click();
  await frame.getByRole("heading", { name: `Purchase order ${number}` }).waitFor();
  return frame;
}

/** The promised date in the open listing, which follows by itself, once it is another than `before`. */
async function newDateOf(visit: Visit, order: string, before: string): Promise<string> {
  const row = await backorderRow(visit, order);
  await expect.poll(async () => (await row.innerText()).includes(before), { timeout: FOLLOWS_WITHIN_MS }).toBe(false);
  // The last date of the row is today's estimate, the one before it the promise; the first is the day it was ordered.
  return (await row.innerText()).match(/\d{1,2} [A-Z][a-z]{2}/g)?.at(-2) ?? "";
}

/** Receives units once the preview names the first in line. */
async function receiveUnits(visit: Visit, { number, units, firstInLine }: { number: string; units: number; firstInLine: string }): Promise<void> {
  const frame = await openPurchaseOrder(visit, number);
  await frame
    .getByRole("link", { name: "Receive" })
    .or(frame.getByRole("button", { name: "Receive" }))
    .first()
    .click();
  await frame.getByLabel(/^Received now/).fill(String(units));
  await frame.getByRole("cell", { name: firstInLine }).or(frame.getByText(firstInLine)).first().waitFor();
  await visit.screenshot("receive");
  await save(visit);
  await frame.getByRole("heading", { name: `Purchase order ${number}` }).waitFor();
}

async function untilStatus(visit: Visit, order: string, status: string): Promise<void> {
  const row = await backorderRow(visit, order);
  await row.getByText(status, { exact: true }).first().waitFor();
}

async function orderPage(visit: Visit, order: string): Promise<void> {
  const { page, admin } = visit;
  await page.goto(`${admin.replace(/\/store\/.*/, "")}/store/promised-demo/orders?q=${encodeURIComponent(order)}`);
  await page.getByRole("link", { name: order }).first().click();
}

async function untilHeld(visit: Visit, order: string, isHeld: boolean): Promise<void> {
  await orderPage(visit, order);
  await expect
    .poll(
      async () => {
        await visit.page.reload();
        return (await visit.page.locator("main").innerText()).includes("On hold");
      },
      { timeout: PATIENCE_MS },
    )
    .toBe(isHeld);
}

async function fulfil(visit: Visit, order: string): Promise<void> {
  await orderPage(visit, order);
  await visit.page.getByRole("button", { name: "Fulfill items" }).click();
}

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
