import { levelOf } from "../commerce/context.ts";
import { toGid } from "../state/gid.ts";
import type { Product, ShopState, Variant } from "../state/types.ts";
import { price, shopTime } from "./payload-parts.ts";

/** Payloads of products/*, locations/* and of the shop itself. */

export function productPayload(shop: ShopState, productId: number): Record<string, unknown> {
  const product = shop.products.get(productId);
  if (product === undefined) throw new Error(`product ${productId} is gone`);
  const { profile } = shop;
  const variants = product.variantIds.flatMap((id) => shop.variants.get(id) ?? []);
  return {
    admin_graphql_api_id: toGid("Product", product.id),
    body_html: product.descriptionHtml,
    created_at: shopTime(product.createdAt, profile),
    handle: product.handle,
    id: product.id,
    product_type: product.productType,
    published_at: shopTime(product.createdAt, profile),
    template_suffix: null,
    title: product.title,
    updated_at: shopTime(product.updatedAt, profile),
    vendor: product.vendor,
    status: product.status.toLowerCase(),
    published_scope: "web",
    tags: product.tags.join(", "),
    variants: variants.map((variant, index) => variantPayload(shop, product, variant, index + 1)),
    options: product.options.map(({ id, name, values }, index) => ({
      id,
      product_id: product.id,
      name,
      position: index + 1,
      values,
    })),
    images: [],
    image: null,
    media: [],
    variant_gids: variants.map(({ id, updatedAt }) => ({
      admin_graphql_api_id: toGid("ProductVariant", id),
      updated_at: updatedAt,
    })),
    has_variants_that_requires_components: false,
    category: null,
  };
}

/** A variant as variants/in_stock and variants/out_of_stock show it. */
export function stockedVariantPayload(shop: ShopState, variantId: number): Record<string, unknown> {
  const variant = shop.variants.get(variantId);
  const product = variant && shop.products.get(variant.productId);
  if (variant === undefined || product === undefined) throw new Error(`variant ${variantId} is gone`);
  const { inventory_item_id: _itemId, ...shown } = variantPayload(shop, product, variant, product.variantIds.indexOf(variantId) + 1);
  return shown;
}

function variantPayload(shop: ShopState, product: Product, variant: Variant, position: number): Record<string, unknown> {
  const [option1 = null, option2 = null, option3 = null] = variant.optionValues;
  const available = [...shop.locations.keys()].reduce(
    (sum, locationId) => sum + (levelOf(shop, variant.inventoryItemId, locationId)?.quantities.available ?? 0),
    0,
  );
  return {
    admin_graphql_api_id: toGid("ProductVariant", variant.id),
    barcode: variant.barcode,
    compare_at_price: variant.compareAtPriceCents === null ? null : price(variant.compareAtPriceCents),
    created_at: shopTime(variant.createdAt, shop.profile),
    id: variant.id,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    position,
    price: price(variant.priceCents),
    product_id: product.id,
    sku: variant.sku,
    taxable: variant.taxable,
    title: variant.title,
    updated_at: shopTime(variant.updatedAt, shop.profile),
    option1,
    option2,
    option3,
    image_id: null,
    inventory_item_id: variant.inventoryItemId,
    inventory_quantity: available,
    old_inventory_quantity: available,
  };
}

export function locationPayload(shop: ShopState, locationId: number): Record<string, unknown> {
  const location = shop.locations.get(locationId);
  if (location === undefined) throw new Error(`location ${locationId} is gone`);
  return {
    id: location.id,
    name: location.name,
    address1: location.address.address1,
    address2: location.address.address2,
    city: location.address.city,
    zip: location.address.zip,
    province: location.address.province,
    country: location.address.countryCode,
    phone: location.address.phone,
    created_at: shopTime(location.createdAt, shop.profile),
    updated_at: shopTime(location.updatedAt, shop.profile),
    country_code: location.address.countryCode,
    country_name: location.address.country,
    province_code: location.address.provinceCode,
    legacy: false,
    active: location.isActive,
    admin_graphql_api_id: toGid("Location", location.id),
  };
}

export function shopPayload({ profile, locations }: ShopState): Record<string, unknown> {
  const [location] = locations.values();
  const country = new Intl.DisplayNames("en", { type: "region" }).of(profile.countryCode) ?? profile.countryCode;
  const at = shopTime(profile.createdAt, profile);
  return {
    id: profile.id,
    name: profile.name,
    email: profile.email,
    domain: profile.domain,
    province: null,
    country: profile.countryCode,
    address1: location?.address.address1 ?? null,
    zip: location?.address.zip ?? null,
    city: location?.address.city ?? null,
    source: null,
    phone: null,
    latitude: null,
    longitude: null,
    primary_locale: profile.primaryLocale,
    address2: null,
    created_at: at,
    updated_at: at,
    country_code: profile.countryCode,
    country_name: country,
    currency: profile.currencyCode,
    customer_email: profile.email,
    timezone: `(GMT${at.slice(-UTC_OFFSET_LENGTH)}) ${profile.ianaTimezone.split("/").at(-1) ?? ""}`,
    iana_timezone: profile.ianaTimezone,
    shop_owner: profile.name,
    ...moneyFormats(profile.currencyCode),
    weight_unit: "kg",
    province_code: null,
    taxes_included: true,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: true,
    plan_display_name: profile.planDisplayName,
    plan_name: profile.planDisplayName.toLowerCase(),
    has_discounts: false,
    has_gift_cards: false,
    myshopify_domain: profile.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: location?.id ?? null,
    checkout_api_supported: true,
    multi_location_enabled: true,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [profile.currencyCode],
    marketing_sms_consent_enabled_at_checkout: false,
    transactional_sms_disabled: false,
  };
}

const UTC_OFFSET_LENGTH = "+01:00".length;

function moneyFormats(currencyCode: string): Record<string, string> {
  const parts = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode }).formatToParts(0);
  const plain = `${parts.find(({ type }) => type === "currency")?.value ?? ""}{{amount}}`;
  const withCurrency = `${plain} ${currencyCode}`;
  return {
    money_format: plain,
    money_with_currency_format: withCurrency,
    money_in_emails_format: plain,
    money_with_currency_in_emails_format: withCurrency,
  };
}
