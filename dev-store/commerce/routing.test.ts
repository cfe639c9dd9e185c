import { describe, expect, test } from "vitest";
import { demoProfile, emptyShop, emptyStore } from "../state/shop-state.ts";
import { createLocation, createProduct } from "./catalog.ts";
import { placeOrder } from "./checkout.ts";
import { levelOf } from "./context.ts";
import type { ShopContext } from "./context.ts";

type Stock = Record<string, { lamp?: number; mug?: number }>;

/** A shop with a lamp and a mug, which may be sold below zero, and the stock of each named location. */
class Shop {
  readonly context: ShopContext;
  readonly #locationIds = new Map<string, number>();
  readonly #variantIds = new Map<string, number>();

  constructor(stock: Stock, ranks: Record<string, number> = {}) {
    const store = emptyStore();
    const shop = emptyShop(demoProfile("2026-11-01T08:00:00Z"));
    store.shops.set(shop.profile.domain, shop);
    this.context = { store, shop, now: () => new Date("2026-11-20T09:30:00Z"), emit: () => undefined };
    for (const name of Object.keys(stock)) {
      const location = createLocation(this.context, { name });
      location.rank = ranks[name] ?? location.rank;
      this.#locationIds.set(name, location.id);
    }
    for (const item of ["lamp", "mug"] as const) {
      const units = Object.entries(stock).map(([name, levels]): [number, number] => [this.#locationIds.get(name) ?? 0, levels[item] ?? 0]);
      const variant = { sku: item, priceCents: 100, inventoryPolicy: "CONTINUE" as const, stock: Object.fromEntries(units) };
      this.#variantIds.set(item, createProduct(this.context, { title: item, variants: [variant] }).variantIds[0] ?? 0);
    }
  }

  /** Which location ships what, as `Berlin: 2 mug`. */
  order(lines: [item: "lamp" | "mug", quantity: number][]): string[] {
    const wanted = lines.map(([item, quantity]) => ({ variantId: this.#variantIds.get(item) ?? 0, quantity }));
    const sale = placeOrder(this.context, { email: null, lines: wanted });
    if (!sale.ok) throw new Error(sale.errors[0]?.message);
    const order = sale.value;
    return order.fulfillmentOrders.flatMap((fulfillmentOrder) =>
      fulfillmentOrder.lines.map((line) => {
        const location = this.context.shop.locations.get(fulfillmentOrder.locationId);
        const item = order.lineItems.find(({ id }) => id === line.lineItemId);
        return `${location?.name}: ${line.totalQuantity} ${item?.sku}`;
      }),
    );
  }

  available(name: string, item: string): number | undefined {
    const variant = this.context.shop.variants.get(this.#variantIds.get(item) ?? 0);
    return levelOf(this.context.shop, variant?.inventoryItemId ?? 0, this.#locationIds.get(name) ?? 0)?.quantities.available;
  }
}

describe("routing an order", () => {
  test("a location that has everything ships everything, though an earlier one has a part", () => {
    const shop = new Shop({ Berlin: { mug: 5 }, Hamburg: { mug: 5, lamp: 5 } });
    expect(
      shop.order([
        ["mug", 2],
        ["lamp", 1],
      ]),
    ).toEqual(["Hamburg: 2 mug", "Hamburg: 1 lamp"]);
  });

  test("without such a location each line ships from where its units are", () => {
    const shop = new Shop({ Berlin: { mug: 5 }, Hamburg: { lamp: 5 } });
    expect(
      shop.order([
        ["mug", 2],
        ["lamp", 1],
      ]),
    ).toEqual(["Berlin: 2 mug", "Hamburg: 1 lamp"]);
  });

  test("a line prefers a location that ships anyway to one of better rank", () => {
    const shop = new Shop({ Berlin: { mug: 5 }, Hamburg: { lamp: 1 }, Leipzig: { lamp: 5, mug: 1 } });
    expect(
      shop.order([
        ["lamp", 3],
        ["mug", 1],
        ["mug", 3],
      ]),
    ).toEqual(["Leipzig: 3 lamp", "Leipzig: 1 mug", "Berlin: 3 mug"]);
  });

  test("a line that only two locations have together is split between them", () => {
    const shop = new Shop({ Berlin: { mug: 3 }, Hamburg: { mug: 2 } });
    expect(shop.order([["mug", 4]])).toEqual(["Berlin: 3 mug", "Hamburg: 1 mug"]);
    expect([shop.available("Berlin", "mug"), shop.available("Hamburg", "mug")]).toEqual([0, 1]);
  });

  test("a line that nobody has waits whole at the first location that stocks it", () => {
    const shop = new Shop({ Berlin: { mug: 1 }, Hamburg: { mug: 2 } });
    expect(shop.order([["mug", 4]])).toEqual(["Berlin: 4 mug"]);
    expect(shop.available("Berlin", "mug")).toBe(-3);
  });

  test("units that one line took are not there for the next", () => {
    const shop = new Shop({ Berlin: { mug: 3 }, Hamburg: { mug: 3 } });
    expect(
      shop.order([
        ["mug", 2],
        ["mug", 2],
      ]),
    ).toEqual(["Berlin: 2 mug", "Hamburg: 2 mug"]);
  });

  test("rank decides between equals, not age", () => {
    const shop = new Shop({ Berlin: { mug: 5 }, Hamburg: { mug: 5 } }, { Hamburg: 0 });
    expect(shop.order([["mug", 1]])).toEqual(["Hamburg: 1 mug"]);
  });

  test("a location that fulfils no online orders, or is closed, is passed over", () => {
    const shop = new Shop({ Berlin: { mug: 5 }, Hamburg: { mug: 5 }, Leipzig: { mug: 5 } });
    const [berlin, hamburg] = [...shop.context.shop.locations.values()];
    if (berlin !== undefined) berlin.fulfillsOnlineOrders = false;
    if (hamburg !== undefined) hamburg.isActive = false;
    expect(shop.order([["mug", 1]])).toEqual(["Leipzig: 1 mug"]);
  });

  test("an item that is not tracked never runs out", () => {
    const shop = new Shop({ Berlin: { lamp: 1 }, Hamburg: {} });
    for (const item of shop.context.shop.inventoryItems.values()) if (item.sku === "mug") item.tracked = false;
    expect(
      shop.order([
        ["lamp", 1],
        ["mug", 9],
      ]),
    ).toEqual(["Berlin: 1 lamp", "Berlin: 9 mug"]);
    expect(shop.available("Berlin", "mug")).toBe(0);
  });
});
