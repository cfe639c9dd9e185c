import { setInventoryPolicy, touchVariant } from "../../commerce/catalog.ts";
import { timestamp, touchOrder } from "../../commerce/context.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { idOf, parseGid } from "../../state/gid.ts";
import type { Product, Variant } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented, resourceNotFound } from "../api-error.ts";
import { requireAccess } from "../scopes.ts";
import { centsOf } from "../views.ts";

/** Shopify's bound for a price, in units of the currency. */
const PRICE_BOUND = 1e18;
const MAX_VARIANTS = 2048;

export const productMutations: TypeResolvers<unknown> = {
  productVariantsBulkUpdate: (_source, args, api) => bulkUpdate(args, api),

  productUpdate: (_source, args, api) => {
    const input: Args = args["product"] ?? args["input"] ?? {};
    const product = api.shop.products.get(idOf("Product", input["id"]) ?? 0);
    if (product === undefined) return { product: null, userErrors: [{ field: ["id"], message: "Product does not exist" }] };
    for (const name of Object.keys(input)) {
      if (!["id", "title", "tags", "status", "descriptionHtml", "vendor", "productType"].includes(name)) {
        throw notImplemented(`productUpdate with ${name}`);
      }
    }
    for (const name of ["title", "tags", "status", "descriptionHtml", "vendor", "productType"] as const) {
      if (input[name] != null) Object.assign(product, { [name]: input[name] });
    }
    product.updatedAt = timestamp(api.commerce);
    api.commerce.emit({ topic: "products/update", productId: product.id });
    return { product, userErrors: [] };
  },

  tagsAdd: (_source, args, api) => changeTags(api, args["id"], (tags) => [...new Set([...tags, ...(args["tags"] as string[])])].sort()),
  tagsRemove: (_source, args, api) => changeTags(api, args["id"], (tags) => tags.filter((tag) => !(args["tags"] as string[]).includes(tag))),
};

function bulkUpdate(args: Args, api: ApiContext): object {
  const product = api.shop.products.get(idOf("Product", args["productId"]) ?? 0);
  if (product === undefined) {
    const error = { field: ["productId"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" };
    return { product: null, productVariants: null, userErrors: [error] };
  }
  const inputs: Args[] = args["variants"];
  if (inputs.length > MAX_VARIANTS) throw notImplemented(`an update of more than ${MAX_VARIANTS} variants`);
  const checked = inputs.map((input, index) => ({ input, ...checkVariant(api, product, input, index) }));
  const userErrors = checked.flatMap(({ errors }) => errors);
  const isWhole = userErrors.length === 0;
  if (isWhole || args["allowPartialUpdates"] === true) {
    for (const { input, variant, errors } of checked) {
      if (variant !== null && errors.length === 0) updateVariant(api, variant, input);
    }
  }
  const known = checked.flatMap(({ variant }) => variant ?? []);
  return { product, productVariants: known.length < checked.length && !isWhole ? null : known, userErrors };
}

const UPDATABLE = ["id", "inventoryPolicy", "price", "compareAtPrice", "barcode", "taxable", "inventoryItem"];

function checkVariant(api: ApiContext, product: Product, input: Args, index: number): { variant: Variant | null; errors: UserError[] } {
  for (const name of Object.keys(input)) {
    if (!UPDATABLE.includes(name)) throw notImplemented(`productVariantsBulkUpdate with ${name}`);
  }
  const field = (name: string): string[] => ["variants", String(index), name];
  const variant = api.shop.variants.get(idOf("ProductVariant", input["id"] ?? "") ?? 0);
  if (variant === undefined || variant.productId !== product.id) {
    const message = "Product variant does not exist";
    return { variant: null, errors: [{ field: field("id"), message, code: "PRODUCT_VARIANT_DOES_NOT_EXIST" }] };
  }
  const errors: UserError[] = [];
  if (input["compareAtPrice"] != null && Number(input["compareAtPrice"]) >= PRICE_BOUND) {
    errors.push({ field: field("compareAtPrice"), message: "must be less than 1000000000000000000", code: "INVALID_INPUT" });
  }
  if (input["price"] != null && Number(input["price"]) < 0) {
    errors.push({ field: field("price"), message: "Price must be greater than or equal to 0", code: "GREATER_THAN_OR_EQUAL_TO" });
  }
  return { variant, errors };
}

function updateVariant(api: ApiContext, variant: Variant, input: Args): void {
  if (input["price"] != null) variant.priceCents = centsOf(input["price"]);
  if ("compareAtPrice" in input) {
    variant.compareAtPriceCents = input["compareAtPrice"] === null ? null : centsOf(input["compareAtPrice"]);
  }
  if ("barcode" in input) variant.barcode = input["barcode"];
  if (input["taxable"] != null) variant.taxable = input["taxable"];
  if (input["inventoryItem"] != null) updateItem(api, variant, input["inventoryItem"]);
  const { inventoryPolicy } = input;
  if (inventoryPolicy != null && inventoryPolicy !== variant.inventoryPolicy) {
    setInventoryPolicy(api.commerce, variant, inventoryPolicy);
    return;
  }
  touchVariant(api.commerce, variant);
}

function updateItem(api: ApiContext, variant: Variant, input: Args): void {
  const item = api.shop.inventoryItems.get(variant.inventoryItemId);
  if (item === undefined) return;
  for (const name of Object.keys(input)) {
    if (!["sku", "tracked", "requiresShipping"].includes(name)) throw notImplemented(`an inventory item input with ${name}`);
  }
  if ("sku" in input) {
    item.sku = input["sku"];
    variant.sku = input["sku"];
  }
  if (input["tracked"] != null) item.tracked = input["tracked"];
  if (input["requiresShipping"] != null) item.requiresShipping = input["requiresShipping"];
  item.updatedAt = timestamp(api.commerce);
  api.commerce.emit({ topic: "inventory_items/update", inventoryItemId: item.id });
}

function changeTags(api: ApiContext, gid: string, change: (tags: string[]) => string[]): object {
  const { type, id } = parseGid(gid) ?? { type: "", id: 0 };
  const { shop, commerce } = api;
  if (type === "Order") {
    requireAccess(api.app, "tagsAdd", { anyOf: ["orders"], write: true });
    const order = shop.orders.get(id);
    if (order === undefined) throw resourceNotFound(gid);
    order.tags = change(order.tags);
    touchOrder(commerce, order);
    commerce.emit({ topic: "orders/updated", orderId: order.id });
    return { node: nodeOf(api, type, order), userErrors: [] };
  }
  if (type === "Product") {
    requireAccess(api.app, "tagsAdd", { anyOf: ["products"], write: true });
    const product = shop.products.get(id);
    if (product === undefined) throw resourceNotFound(gid);
    product.tags = change(product.tags);
    product.updatedAt = timestamp(commerce);
    commerce.emit({ topic: "products/update", productId: product.id });
    return { node: nodeOf(api, type, product), userErrors: [] };
  }
  throw notImplemented(`tags of ${gid}`);
}

function nodeOf(api: ApiContext, type: string, record: object): object {
  api.typeNames.set(record, type);
  return record;
}
