import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Liquid } from "liquidjs";

import type { ShopState } from "../../state/types.ts";
import { sendHtml } from "../http.ts";
import { createLiquid } from "../liquid/engine.ts";
import { readPhrases } from "../liquid/translations.ts";
import { cartDrop } from "./drops/cart-drop.ts";
import { shopDrops } from "./drops/shop-drops.ts";
import { THEME_LOCALES } from "./presences.ts";
import type { Presence } from "./presences.ts";
import type { Visit } from "./visit.ts";

/** What Shopify serves itself, whatever the theme: checkout, order status and the customer's account. */
export const HOSTED_FOLDER = fileURLToPath(new URL("../hosted", import.meta.url));

export type HostedPage = { template: "checkout" | "order" | "login" | "account"; title: string; objects: Record<string, unknown> };

export class HostedPages {
  private readonly engines = new Map<string, Liquid>();
  private readonly phrases = readPhrases(join(HOSTED_FOLDER, "locales"), THEME_LOCALES);

  async show(visit: Visit, shop: ShopState, page: HostedPage, status = 200): Promise<void> {
    const { presence } = visit;
    const front = { shop, presence };
    const liquid = this.engine(presence, shop.profile.ianaTimezone);
    const request = { locale: { iso_code: presence.locale } };
    const objects = { ...shopDrops(front, visit.path), request, cart: cartDrop(front, visit.cart), page_title: page.title, ...page.objects };
    const content = String(await liquid.renderFile(page.template, {}, { globals: objects }));
    sendHtml(visit.response, String(await liquid.renderFile("layout", { content }, { globals: objects })), status);
  }

  private engine({ locale, currencyCode }: Presence, ianaTimezone: string): Liquid {
    const key = [locale, currencyCode, ianaTimezone].join();
    const phrases = this.phrases.get(locale) ?? {};
    const settings = { templates: [join(HOSTED_FOLDER, "pages")], snippets: [], locale, currencyCode, ianaTimezone, phrases, escapesOutput: true };
    const engine = this.engines.get(key) ?? createLiquid(settings);
    this.engines.set(key, engine);
    return engine;
  }
}
