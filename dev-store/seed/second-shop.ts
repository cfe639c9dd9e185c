import { addressOf, createLocation, createProduct } from "../commerce/catalog.ts";
import { placeOrder } from "../commerce/checkout.ts";
import type { ShopContext } from "../commerce/context.ts";
import { createCustomer } from "../commerce/customers.ts";
import { emptyShop } from "../state/shop-state.ts";
import type { DevStoreState, ShopProfile } from "../state/types.ts";

/**
 * A shop beside the demo shop that is unlike it in what an app must not take for granted: it sells in yen, speaks Japanese,
 * lives in another time zone and has another plan. Its stock is small and its queue short.
 */
export const SECOND_SHOP = "kumo-works.myshopify.com";

const YEN = 100;
const PRODUCTS = [
  { title: "鉄瓶", handle: "tetsubin", type: "Kettle", sku: "TETSUBIN", yen: 18_000, stock: 0, sellsBelowZero: true },
  { title: "湯のみ", handle: "yunomi", type: "Mug", sku: "YUNOMI", yen: 2_400, stock: 36, sellsBelowZero: false },
  { title: "風呂敷", handle: "furoshiki", type: "Textile", sku: "FUROSHIKI", yen: 3_200, stock: 4, sellsBelowZero: true },
  { title: "竹かご", handle: "takekago", type: "Basket", sku: "TAKEKAGO", yen: 7_800, stock: 0, sellsBelowZero: false },
] as const;
const BUYER = { firstName: "葵", lastName: "森", email: "aoi.mori@customers.example", address1: "神南 1-2-3", city: "渋谷区", zip: "150-0041" };

/** Opens the shop, once: a second call leaves it as it has become. Returns its domain. */
export function openSecondShop({ store, context }: { store: DevStoreState; context: (domain?: string) => ShopContext }): string {
  if (store.shops.has(SECOND_SHOP)) return SECOND_SHOP;
  const createdAt = context()
    .now()
    .toISOString()
    .replace(/\.\d{3}Z$/, "Z");
  store.shops.set(SECOND_SHOP, emptyShop(profile(createdAt)));
  fill(context(SECOND_SHOP));
  return SECOND_SHOP;
}

function profile(createdAt: string): ShopProfile {
  return {
    id: 1_000_000_002,
    domain: SECOND_SHOP,
    name: "雲工房",
    email: "hello@kumo-works.example",
    currencyCode: "JPY",
    ianaTimezone: "Asia/Tokyo",
    primaryLocale: "ja",
    countryCode: "JP",
    planDisplayName: "Plus",
    createdAt,
  };
}

function fill(context: ShopContext): void {
  const inJapan = { country: "Japan", countryCode: "JP" };
  const { id: locationId } = createLocation(context, { name: "東京倉庫", address: { address1: "銀座 4-1", city: "中央区", zip: "104-0061", ...inJapan } });
  for (const { title, handle, type, sku, yen, stock, sellsBelowZero } of PRODUCTS) {
    const inventoryPolicy = sellsBelowZero ? ("CONTINUE" as const) : ("DENY" as const);
    const variants = [{ sku, priceCents: yen * YEN, inventoryPolicy, stock: { [locationId]: stock } }];
    createProduct(context, { title, handle, vendor: "雲工房", productType: type, descriptionHtml: `<p>${title}</p>`, variants });
  }
  const { email, ...buyer } = BUYER;
  const defaultAddress = addressOf({ ...buyer, ...inJapan });
  createCustomer(context, { firstName: buyer.firstName, lastName: buyer.lastName, email, locale: "ja", defaultAddress });
  const kettle = [...context.shop.variants.values()].find(({ sku }) => sku === "TETSUBIN");
  const placed = placeOrder(context, { lines: [{ variantId: kettle?.id ?? null, quantity: 2 }], email, shippingAddress: defaultAddress, customerLocale: "ja" });
  if (!placed.ok) throw new Error(`the second shop could not be filled: ${placed.errors.map(({ message }) => message).join(" ")}`);
}
