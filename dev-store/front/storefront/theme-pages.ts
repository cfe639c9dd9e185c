import { hostOf, send, sendHtml, sendJson } from "../http.ts";
import type { ShopState } from "../../state/types.ts";
import { cartDrop } from "./drops/cart-drop.ts";
import { collectionDrop, listingOf, typesOf } from "./drops/collection-drop.ts";
import { customerDrop } from "./drops/order-drop.ts";
import type { Shopfront } from "./drops/product-drop.ts";
import { shopDrops } from "./drops/shop-drops.ts";
import { handleize } from "../liquid/shop-filters.ts";
import { ThemeRenderer } from "./theme-renderer.ts";
import type { ThemePage } from "./theme-renderer.ts";
import { Theme } from "./theme.ts";
import type { ThemeName } from "./theme.ts";
import type { Visit } from "./visit.ts";

/** Shopify renders at most so many sections for one request. */
const MAX_SECTIONS = 5;

/** The pages of the shop's themes, whole or in sections. */
export class ThemePages {
  private readonly themes = new Map<ThemeName, Theme>();
  private readonly renderers = new Map<string, ThemeRenderer>();

  /** Answers with the page, or with those of its sections that the address asks for. */
  async show(visit: Visit, shop: ShopState, page: ThemePage, status = 200): Promise<void> {
    const { searchParams } = visit.url;
    const [one, several] = [searchParams.get("section_id"), searchParams.get("sections")];
    if (one !== null) {
      const html = (await this.sections(visit, shop, page, [one]))[one];
      if (html == null) return send(visit.response, { status: 404, type: "text/html; charset=utf-8", body: "" });
      return sendHtml(visit.response, html, status);
    }
    if (several !== null) return sendJson(visit.response, await this.sections(visit, shop, page, several.split(",")), status);
    sendHtml(visit.response, await this.renderer(visit, shop).page(withShop(visit, shop, page)), status);
  }

  /** The sections by their ids; null for one that the page does not have. */
  async sections(visit: Visit, shop: ShopState, page: ThemePage, ids: readonly string[]): Promise<Record<string, string | null>> {
    return this.renderer(visit, shop).sections(withShop(visit, shop, page), ids.slice(0, MAX_SECTIONS));
  }

  private renderer({ theme: name, presence }: Visit, { profile }: ShopState): ThemeRenderer {
    const key = [name, presence.locale, presence.currencyCode, profile.ianaTimezone].join();
    const known = this.renderers.get(key);
    if (known !== undefined) return known;
    const theme = this.themes.get(name) ?? new Theme(name);
    this.themes.set(name, theme);
    const renderer = new ThemeRenderer(theme, { presence, ianaTimezone: profile.ianaTimezone });
    this.renderers.set(key, renderer);
    return renderer;
  }
}

/** The page with what every page knows. */
function withShop(visit: Visit, shop: ShopState, page: ThemePage): ThemePage {
  const front = { shop, presence: visit.presence };
  const { url, request } = visit;
  const host = hostOf(request) || shop.profile.domain;
  const objects = {
    ...shopDrops(front, visit.path),
    cart: cartDrop(front, visit.cart),
    customer: visit.customer === null ? null : customerDrop(front, visit.customer),
    collections: collectionsDrop(front),
    request: {
      locale: { iso_code: visit.presence.locale, primary: visit.presence.locale === shop.profile.primaryLocale },
      host,
      origin: `https://${host}`,
      path: url.pathname,
      page_type: page.template,
      design_mode: false,
      visual_preview_mode: false,
      address: `${url.pathname}${url.search}`,
      page: url.searchParams.get("page"),
    },
    ...page.objects,
  };
  return { ...page, objects, isWithoutApp: isWithoutApp(shop) };
}

/** A shop that had the app and has it no more. */
function isWithoutApp({ apps }: ShopState): boolean {
  const installed = [...apps.values()];
  return installed.length > 0 && installed.every(({ uninstalledAt }) => uninstalledAt !== null);
}

/** `collections.all` and each type's, built when a template asks for it. */
function collectionsDrop(front: Shopfront): Record<string, unknown> {
  const drop = {};
  for (const handle of ["all", ...typesOf(front).map(handleize)]) {
    const get = () => {
      const listing = listingOf(front, handle, null);
      return listing === null ? null : collectionDrop(front, listing);
    };
    Object.defineProperty(drop, handle, { enumerable: true, get });
  }
  return drop;
}
