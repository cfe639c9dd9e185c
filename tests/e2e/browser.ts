/** A real browser on the local stack, by either of two ways in. */
import fs from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium, USER_AGENT } from "../../scripts/browser.ts";
import { SHOP, type Stack } from "../../scripts/stack.ts";

/** host-mapped: Shopify's own host names lead to this machine. localhost: the addresses that the demo prints. */
export type WayIn = "host-mapped" | "localhost";

const SCREENSHOTS = "screenshots";
const STORE_NAME = SHOP.replace(".myshopify.com", "");

export interface Visit {
  readonly page: Page;
  readonly storefront: string;
  readonly admin: string;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a browser in a profile of its own. Every request that would leave the machine fails, and is listed in `strayed`. */
export async function openBrowser(stack: Stack, wayIn: WayIn): Promise<Visit & { strayed: string[] }> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS, ...mapping(stack, wayIn)] });
  const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 }, ignoreHTTPSErrors: true, locale: "en-GB" });
  const strayed = watchForStrays(context, wayIn);
  const page = await context.newPage();
  return { ...addresses(stack, wayIn), page, strayed, screenshot: (name) => shoot(page, `${wayIn}-${name}`), close: () => closeAll(browser) };
}

function addresses(stack: Stack, wayIn: WayIn): { storefront: string; admin: string } {
  if (wayIn === "localhost") return { storefront: stack.addresses.storefront.replace(/\/$/, ""), admin: stack.addresses.admin };
  return { storefront: `https://${SHOP}`, admin: `https://admin.shopify.com/store/${STORE_NAME}` };
}

function mapping(stack: Stack, wayIn: WayIn): string[] {
  if (wayIn === "localhost") return [];
  const hosts = ["admin.shopify.com", "*.myshopify.com", "cdn.shopify.com", "promised.example"];
  const rules = hosts.map((host) => `MAP ${host}:443 127.0.0.1:${stack.ports.tls}`).join(",");
  return ["--ignore-certificate-errors", `--host-resolver-rules=${rules}`];
}

function watchForStrays(context: BrowserContext, wayIn: WayIn): string[] {
  const strayed: string[] = [];
  const own =
    wayIn === "localhost"
      ? /^(localhost|127\.0\.0\.1)$/
      : /^(localhost|127\.0\.0\.1|admin\.shopify\.com|cdn\.shopify\.com|promised\.example|.*\.myshopify\.com)$/;
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && !own.test(url.hostname)) strayed.push(url.href);
  });
  return strayed;
}

async function shoot(page: Page, name: string): Promise<void> {
  fs.mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

async function closeAll(browser: Browser): Promise<void> {
  await browser.close();
}
