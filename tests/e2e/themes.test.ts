/**
 * The app's block in themes that swap variants in different ways, in a real browser: whatever of the page is replaced, the
 * date shown is that of the chosen variant, and what was shown travels into the cart.
 */
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { THEME_NAMES, type ThemeName } from "../../dev-store/front/storefront/theme.ts";
import { seedDemoShop } from "../../dev-store/seed/demo-shop.ts";
import { startDevStore, type DevStore } from "../../dev-store/server.ts";
import { CHROMIUM_FLAGS, ensureChromium, USER_AGENT } from "../../scripts/browser.ts";

const PATIENCE_MS = 20_000;
const VIEWPORTS = [
  { width: 1280, height: 900 },
  { width: 390, height: 800 },
];

let devStore: DevStore;
let browser: Browser;

beforeAll(async () => {
  devStore = await startDevStore({ credentials: { apiKey: "key", apiSecret: "secret" }, seed: seedDemoShop });
  publish("LANTERN-OLIVE", { state: "backorder", tranches: [[4, "2998-12-14"]] });
  publish("LANTERN-SAND", { state: "in_stock", tranches: [[9, null]] });
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await devStore?.close();
});

function publish(sku: string, promise: object): void {
  const { shop } = devStore.context();
  const variant = [...shop.variants.values()].find((known) => known.sku === sku);
  const ownerGid = `gid://shopify/ProductVariant/${variant?.id}`;
  const value = JSON.stringify({ rev: `rev-${sku}`, validUntil: "2999-01-01T00:00:00Z", ...promise });
  const metafield = { id: 1, ownerGid, namespace: "app--424242--backorder", key: "promise", type: "json", value, createdAt: "", updatedAt: "" };
  shop.metafields.set(`${ownerGid}|${metafield.namespace}|promise`, metafield);
}

async function open(theme: ThemeName, viewport: { width: number; height: number }): Promise<{ page: Page; failures: string[] }> {
  const context = await browser.newContext({ userAgent: USER_AGENT, viewport, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const failures: string[] = [];
  page.on("pageerror", ({ message }) => failures.push(message));
  await page.goto(`${devStore.url}/products/camp-lantern?preview_theme=${theme}`);
  return { page, failures };
}

async function choose(page: Page, theme: ThemeName, colour: string): Promise<void> {
  if (theme === "meadow") await page.getByText(colour, { exact: true }).click();
  else await page.getByLabel("Colour").selectOption(colour);
}

const shown = (page: Page) => page.locator("[data-window]:visible").innerText();

describe.each(THEME_NAMES)("in %s", (theme) => {
  test("the block follows the chosen variant, and the revision shown goes into the cart", async () => {
    const { page, failures } = await open(theme, { width: 1280, height: 900 });
    await expect.poll(() => shown(page), { timeout: PATIENCE_MS }).toBe("Ships by 14 Dec 2998");
    await choose(page, theme, "Sand");
    await expect.poll(() => shown(page), { timeout: PATIENCE_MS }).toBe("Ships now");
    await expect.poll(() => new URL(page.url()).searchParams.has("variant")).toBe(true);
    await choose(page, theme, "Olive");
    await expect.poll(() => shown(page), { timeout: PATIENCE_MS }).toBe("Ships by 14 Dec 2998");

    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Camp Lantern" }).waitFor();
    expect(await page.getByRole("dialog").innerText()).not.toContain("rev-");
    const cart: unknown = await page.evaluate("fetch('/cart.js').then((answer) => answer.json())");
    expect(cart).toMatchObject({ items: [{ sku: "LANTERN-OLIVE", properties: { _promised: "rev-LANTERN-OLIVE" } }] });
    expect(failures).toEqual([]);
    await page.context().close();
  }, 60_000);

  test("no page is wider than the screen", async () => {
    for (const viewport of VIEWPORTS) {
      const { page, failures } = await open(theme, viewport);
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.getByRole("button", { name: "Check out" }).waitFor();
      for (const path of ["/", "/collections/all", "/search?q=pot", "/products/camp-lantern", "/cart", "/checkout", "/account/login", "/ja", "/nowhere"]) {
        await page.goto(`${devStore.url}${path}`);
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), `${path} at ${viewport.width}`).toBeLessThanOrEqual(0);
      }
      expect(failures).toEqual([]);
      await page.context().close();
    }
  }, 90_000);
});
