import type { IncomingMessage, ServerResponse } from "node:http";

import type { ShopContext } from "../../commerce/context.ts";
import type { Product, ShopState } from "../../state/types.ts";
import { cookieOf, readForm, redirect, sendJson, urlOf } from "../http.ts";
import { AccountPages } from "./account-pages.ts";
import { serveAsset } from "./assets.ts";
import { answerCartApi } from "./cart-api.ts";
import { CartPages } from "./cart-pages.ts";
import { Carts } from "./cart.ts";
import { CheckoutPages } from "./checkout-pages.ts";
import { collectionDrop, listingOf, searchProducts, sortOrderOf, typesOf } from "./drops/collection-drop.ts";
import { productDrop } from "./drops/product-drop.ts";
import type { Shopfront } from "./drops/product-drop.ts";
import type { RefusedForm } from "../liquid/form-tag.ts";
import { handleize } from "../liquid/shop-filters.ts";
import { HostedPages } from "./hosted-pages.ts";
import { presenceOfPath, presencesOf } from "./presences.ts";
import { ThemePages } from "./theme-pages.ts";
import { THEME_NAMES } from "./theme.ts";
import type { ThemeName } from "./theme.ts";
import type { ThemePage } from "./theme-renderer.ts";
import type { Visit } from "./visit.ts";

const CART_COOKIE = "cart";
const THEME_COOKIE = "theme";
const SUGGESTIONS = 6;

/** What a product page may be asked to show beyond the product. */
type ProductView = { variantId: number | null; refusal?: string | null };

/** The shop as shoppers see it: the pages of its theme, the cart, and what Shopify hosts. */
export class Storefront {
  private readonly carts = new Carts();
  private readonly pages = new ThemePages();
  private readonly cartPages: CartPages;
  private readonly checkout: CheckoutPages;
  private readonly account: AccountPages;
  private readonly context: () => ShopContext;
  /** The theme that visitors get who did not ask for another. */
  private readonly publishedTheme: () => ThemeName;

  constructor(context: () => ShopContext, publishedTheme: () => ThemeName = () => THEME_NAMES[0]) {
    this.context = context;
    this.publishedTheme = publishedTheme;
    const hosted = new HostedPages();
    this.checkout = new CheckoutPages({ pages: hosted, carts: this.carts, context });
    this.account = new AccountPages({ pages: hosted, context });
    this.cartPages = new CartPages({
      shop: () => this.shop,
      showProduct: (visit, product, view) => this.product(visit, product, view),
      showCart: (visit, refusal) => this.cart(visit, refusal),
    });
  }

  private get shop(): ShopState {
    return this.context().shop;
  }

  /** Answers the request; anything unknown gets the shop's own 404 page. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const theme = this.themeOf(request, url);
    if (await serveAsset(response, url, theme)) return;
    const { presence, path } = presenceOfPath(presencesOf(this.shop.profile), url.pathname);
    const cart = this.carts.open(cookieOf(request, CART_COOKIE));
    response.appendHeader("set-cookie", `${CART_COOKIE}=${cart.token}; Path=/; HttpOnly; SameSite=Lax`);
    if (url.searchParams.has("preview_theme")) response.appendHeader("set-cookie", `${THEME_COOKIE}=${theme}; Path=/; SameSite=Lax`);
    await this.route({ request, response, url, presence, path, cart, customer: this.account.customerOf(request), theme });
  }

  /** A visitor may look at another theme: `?preview_theme=harbour` stays until another is asked for. */
  private themeOf(request: IncomingMessage, url: URL): ThemeName {
    const wanted = url.searchParams.get("preview_theme") ?? cookieOf(request, THEME_COOKIE);
    return THEME_NAMES.find((name) => name === wanted) ?? this.publishedTheme();
  }

  private async route(visit: Visit): Promise<void> {
    const { path } = visit;
    if (path.startsWith("/cart")) return this.routeCart(visit);
    if (path === "/checkout") return visit.request.method === "POST" ? this.checkout.order(visit) : this.checkout.show(visit);
    if (path === "/account" || path.startsWith("/account/")) return this.account.answer(visit);
    if (path === "/localization") return this.localize(visit);
    const [, token] = /^\/orders\/([0-9a-f]+)$/.exec(path) ?? [];
    if (token !== undefined && (await this.checkout.orderStatus(visit, token))) return;
    await this.routeCatalogue(visit);
  }

  private async routeCart(visit: Visit): Promise<void> {
    const isAnswered = await answerCartApi(visit, this.shop, async (ids, url) => this.pages.sections(...(await this.sectionsOf(visit, url)), ids));
    if (isAnswered) return;
    const { path } = visit;
    if (visit.request.method === "POST" && path === "/cart/add") return this.cartPages.add(visit);
    if (path === "/cart/change" || path === "/cart/clear") return this.cartPages.changeByLink(visit);
    if (path === "/cart" || path === "/cart/update") return visit.request.method === "POST" ? this.cartPages.change(visit) : this.cart(visit, null);
    return this.notFound(visit);
  }

  /** The cart's API renders sections of the page that the shopper is on, else of the cart's. */
  private async sectionsOf(visit: Visit, address: string | null): Promise<[Visit, ShopState, ThemePage]> {
    const url = new URL(address ?? `${visit.presence.prefix}/cart`, "http://dev-store.internal");
    const { path } = presenceOfPath(presencesOf(this.shop.profile), url.pathname);
    const there = { ...visit, url, path };
    return [there, this.shop, this.pageAt(there) ?? this.cartPage(null)];
  }

  private async routeCatalogue(visit: Visit): Promise<void> {
    const [, handle, extension] = /^\/(?:collections\/[^/]+\/)?products\/([^/.]+)(\.js|\.json)?$/.exec(visit.path) ?? [];
    if (handle !== undefined && extension !== undefined) return this.productJson(visit, decodeURIComponent(handle), extension);
    if (visit.path === "/search/suggest.json") return this.suggest(visit);
    const page = this.pageAt(visit);
    if (page === null) return this.notFound(visit);
    await this.pages.show(visit, this.shop, page);
  }

  /** The page at an address of the catalogue; null when there is none. */
  private pageAt(visit: Visit): ThemePage | null {
    const { path, url, presence } = visit;
    const front = { shop: this.shop, presence };
    const [, product] = /^\/(?:collections\/[^/]+\/)?products\/([^/]+)$/.exec(path) ?? [];
    const [, collection] = /^\/collections\/([^/]+)$/.exec(path) ?? [];
    if (path === "/") return { template: "index", title: this.shop.profile.name, objects: {} };
    if (path === "/cart") return this.cartPage(null);
    if (path === "/collections") return { template: "list-collections", title: "Collections", objects: {} };
    if (path === "/search" || path === "/search/suggest") return searchPage(front, url);
    if (product !== undefined) return this.productPage(front, decodeURIComponent(product), url);
    return collection === undefined ? null : collectionPage(front, decodeURIComponent(collection), url);
  }

  private productPage(front: Shopfront, handle: string, url: URL): ThemePage | null {
    const product = this.productOf(handle);
    return product === null ? null : productPageOf(front, product, { variantId: Number(url.searchParams.get("variant")) || null });
  }

  private productOf(handle: string): Product | null {
    return [...this.shop.products.values()].find((known) => known.handle === handle && known.status === "ACTIVE") ?? null;
  }

  private async product(visit: Visit, product: Product, view: ProductView): Promise<void> {
    const front = { shop: this.shop, presence: visit.presence };
    await this.pages.show(visit, this.shop, productPageOf(front, product, view), view.refusal == null ? 200 : 422);
  }

  private async productJson({ presence, response, ...visit }: Visit, handle: string, extension: string): Promise<void> {
    const product = this.productOf(handle);
    if (product === null) return this.notFound({ presence, response, ...visit });
    const { metafields: _, variants, ...drop } = productDrop({ shop: this.shop, presence }, product);
    const plain = { ...drop, variants: variants.map(({ metafields: __, ...variant }) => ({ ...variant, featured_image: variant.image.src })) };
    sendJson(response, extension === ".js" ? { ...plain, featured_image: drop.featured_image?.src ?? null } : { product: plain });
  }

  private cartPage(refusal: string | null): ThemePage {
    return { template: "cart", title: "Cart", objects: { refused_form: refusedForm("cart", refusal) } };
  }

  private async cart(visit: Visit, refusal: string | null): Promise<void> {
    await this.pages.show(visit, this.shop, this.cartPage(refusal), refusal === null ? 200 : 422);
  }

  private suggest({ url, presence, response }: Visit): void {
    const front = { shop: this.shop, presence };
    const products = searchProducts(front, url.searchParams.get("q") ?? "").slice(0, SUGGESTIONS);
    const results = products.map((product) => {
      const { id, title, handle, url: address, price, available, featured_image: image } = productDrop(front, product);
      return { id, title, handle, url: address, price: (price / 100).toFixed(2), available, image: image?.src ?? null };
    });
    sendJson(response, { resources: { results: { products: results } } });
  }

  /** The footer's choice of country and language: leads to the same page of that presence. */
  private async localize(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const presences = presencesOf(this.shop.profile);
    const returnTo = new URL(form.get("return_to") ?? "/", "http://dev-store.internal");
    const { path } = presenceOfPath(presences, returnTo.pathname);
    const country = form.get("country_code") ?? visit.presence.countryCode;
    const locale = form.get("locale_code") ?? form.get("language_code") ?? visit.presence.locale;
    const inCountry = presences.filter(({ countryCode }) => countryCode === country);
    const chosen = inCountry.find((known) => known.locale === locale) ?? inCountry[0] ?? visit.presence;
    redirect(visit.response, `${chosen.prefix}${path === "/" && chosen.prefix !== "" ? "" : path}${returnTo.search}`);
  }

  private async notFound(visit: Visit): Promise<void> {
    await this.pages.show(visit, this.shop, { template: "404", title: "Not found", objects: {} }, 404);
  }
}

function productPageOf(front: Shopfront, product: Product, { variantId, refusal = null }: ProductView): ThemePage {
  const objects = { product: productDrop(front, product, variantId), refused_form: refusedForm("product", refusal) };
  return { template: "product", title: product.title, objects };
}

function refusedForm(type: string, refusal: string | null): RefusedForm | null {
  return refusal === null ? null : { type, messages: [refusal] };
}

function collectionPage(front: Shopfront, handle: string, url: URL): ThemePage | null {
  const listing = listingOf(front, handle, url.searchParams.get("q"));
  if (listing === null) return null;
  const collection = collectionDrop(front, listing, sortOrderOf(url.searchParams.get("sort_by")));
  return { template: "collection", title: listing.title, objects: { collection } };
}

function searchPage(front: Shopfront, url: URL): ThemePage {
  const terms = url.searchParams.get("q")?.trim() ?? "";
  const results = searchProducts(front, terms).map((product) => ({ object_type: "product", ...productDrop(front, product) }));
  const collections = typesOf(front).filter((type) => terms !== "" && type.toLowerCase().includes(terms.toLowerCase()));
  const search = { terms, results, results_count: results.length, performed: url.searchParams.has("q"), types: ["product"] };
  const links = collections.map((type) => ({ title: type, url: `${front.presence.prefix}/collections/${handleize(type)}` }));
  return { template: "search", title: "Search", objects: { search, predictive_search: { terms, resources: { products: results, collections: links } } } };
}
