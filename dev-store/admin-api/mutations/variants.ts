import { setInventoryPolicy, touchVariant } from "../../commerce/catalog.ts";
import { updateItem } from "../../commerce/inventory-items.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { addVariantTo, removeVariant, setOptionValues, standaloneVariant, touchProduct, variantsOf } from "../../commerce/products.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { Product, Variant } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { centsOf } from "../views.ts";
import { setOwnMetafields } from "./metafields.ts";
import { productOf } from "./products.ts";
import { itemChangesOf } from "./stocking.ts";

/** Shopify's bound for a price, in units of the currency. */
const PRICE_BOUND = 1e18;
const MAX_VARIANTS = 2048;

export const variantMutations: TypeResolvers<unknown> = {
  productVariantsBulkUpdate: (_source, args, api) => bulkUpdate(args, api),
  productVariantsBulkCreate: (_source, args, api) => bulkCreate(args, api),

  productVariantsBulkDelete: (_source, args, api) => {
    const product = productOf(api, args["productId"]);
    if (product === null) return { product: null, userErrors: [UNKNOWN_PRODUCT] };
    const ids: string[] = args["variantsIds"];
    const variants = ids.map((gid) => ownVariant(api, product, gid));
    const userErrors = variants.flatMap((variant, index) =>
      variant === null
        ? [
            {
              field: ["variantsIds", String(index)],
              message: "At least one variant does not belong to the product",
              code: "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT",
            },
          ]
        : [],
    );
    if (userErrors.length > 0) return { product: null, userErrors };
    for (const variant of variants) if (variant !== null) removeVariant(api.commerce, product, variant);
    touchProduct(api.commerce, product);
    return { product, userErrors: [] };
  },
};

const UNKNOWN_PRODUCT = { field: ["productId"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" };

function ownVariant({ shop }: ApiContext, product: Product, gid: unknown): Variant | null {
  const variant = shop.variants.get(idOf("ProductVariant", String(gid ?? "")) ?? 0);
  return variant?.productId === product.id ? variant : null;
}

function bulkUpdate(args: Args, api: ApiContext): object {
  const product = productOf(api, args["productId"]);
  if (product === null) return { product: null, productVariants: null, userErrors: [UNKNOWN_PRODUCT] };
  const inputs: Args[] = args["variants"];
  refuseTooMany(inputs);
  const checked = inputs.map((input, index) => ({ input, ...checkVariant(api, product, input, index) }));
  const userErrors = checked.flatMap(({ errors }) => errors);
  const isWhole = userErrors.length === 0;
  if (isWhole || args["allowPartialUpdates"] === true) {
    for (const { input, variant, errors } of checked) {
      if (variant !== null && errors.length === 0) updateVariant(api, product, variant, input);
    }
  }
  const known = checked.flatMap(({ variant }) => variant ?? []);
  return { product, productVariants: known.length < checked.length && !isWhole ? null : known, userErrors };
}

function refuseTooMany(inputs: readonly Args[]): void {
  if (inputs.length > MAX_VARIANTS) throw notImplemented(`more than ${MAX_VARIANTS} variants at once`);
}

const PLAIN = ["id", "inventoryPolicy", "price", "compareAtPrice", "barcode", "taxable", "inventoryItem", "metafields", "optionValues"];

function refuseUnknown(input: Args, root: string, understood: readonly string[]): void {
  for (const name of Object.keys(input)) if (!understood.includes(name)) throw notImplemented(`${root} with ${name}`);
}

function checkVariant(api: ApiContext, product: Product, input: Args, index: number): { variant: Variant | null; errors: UserError[] } {
  const field = (name: string): string[] => ["variants", String(index), name];
  if ("inventoryQuantities" in input) {
    const message = "Inventory quantities can only be provided during create. To update inventory for existing variants, use inventoryAdjustQuantities.";
    return { variant: null, errors: [{ field: field("inventoryQuantities"), message, code: "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE" }] };
  }
  refuseUnknown(input, "productVariantsBulkUpdate", PLAIN);
  if (input["id"] == null)
    return { variant: null, errors: [{ field: field("id"), message: "Product variant is missing ID attribute", code: "PRODUCT_VARIANT_ID_MISSING" }] };
  const variant = ownVariant(api, product, input["id"]);
  if (variant === null) {
    const message = "Product variant does not exist";
    return { variant: null, errors: [{ field: field("id"), message, code: "PRODUCT_VARIANT_DOES_NOT_EXIST" }] };
  }
  return { variant, errors: priceErrors(input, field) };
}

/** What was wrong before comes first with Shopify: the price to compare with, then the price. */
function priceErrors(input: Args, field: (name: string) => string[]): UserError[] {
  const errors: UserError[] = [];
  for (const name of ["compareAtPrice", "price"]) {
    if (input[name] == null) continue;
    if (Number(input[name]) >= PRICE_BOUND) errors.push({ field: field(name), message: "must be less than 1000000000000000000", code: "INVALID_INPUT" });
  }
  if (input["price"] != null && Number(input["price"]) < 0) {
    errors.push({ field: field("price"), message: "Price must be greater than or equal to 0", code: "GREATER_THAN_OR_EQUAL_TO" });
  }
  return errors;
}

function updateVariant(api: ApiContext, product: Product, variant: Variant, input: Args): void {
  if (input["price"] != null) variant.priceCents = centsOf(input["price"]);
  if ("compareAtPrice" in input) variant.compareAtPriceCents = input["compareAtPrice"] === null ? null : centsOf(input["compareAtPrice"]);
  if ("barcode" in input) variant.barcode = input["barcode"];
  if (input["taxable"] != null) variant.taxable = input["taxable"];
  if (input["optionValues"] != null) setOptionValues(variant, optionValuesIn(product, input["optionValues"], variant.optionValues));
  const item = api.shop.inventoryItems.get(variant.inventoryItemId);
  if (item !== undefined && input["inventoryItem"] != null) updateItem(api.commerce, item, itemChangesOf(input["inventoryItem"]));
  setOwnMetafields(toGid("ProductVariant", variant.id), input["metafields"] ?? [], api);
  const { inventoryPolicy } = input;
  if (inventoryPolicy != null && inventoryPolicy !== variant.inventoryPolicy) {
    setInventoryPolicy(api.commerce, variant, inventoryPolicy);
    return;
  }
  touchVariant(api.commerce, variant);
}

/** One value for each option, in the options' order; what is not named stays. */
function optionValuesIn(product: Product, inputs: Args[], present: readonly string[]): string[] {
  return product.options.map((option, position) => {
    const input = inputs.find(({ optionName, optionId }) => optionName === option.name || (optionId != null && idOf("ProductOption", optionId) === option.id));
    const index = input?.["id"] == null ? -1 : option.valueIds.indexOf(idOf("ProductOptionValue", input["id"]) ?? 0);
    return input?.["name"] ?? option.values[index] ?? present[position] ?? "";
  });
}

function bulkCreate(args: Args, api: ApiContext): object {
  const product = productOf(api, args["productId"]);
  if (product === null) return { product: null, productVariants: null, userErrors: [UNKNOWN_PRODUCT] };
  const inputs: Args[] = args["variants"];
  refuseTooMany(inputs);
  const taken = new Set(variantsOf(api.shop, product).map(({ title }) => title));
  const userErrors = inputs.flatMap((input, index) => createErrors(product, input, index, taken));
  if (userErrors.length > 0) return { product, productVariants: [], userErrors };
  const standalone = standaloneVariant(api.commerce, product);
  const created = inputs.map((input) => createVariant(api, product, input));
  if (standalone !== undefined && args["strategy"] !== "PRESERVE_STANDALONE_VARIANT") removeVariant(api.commerce, product, standalone);
  touchProduct(api.commerce, product);
  return { product, productVariants: created, userErrors: [] };
}

function createErrors(product: Product, input: Args, index: number, taken: Set<string>): UserError[] {
  refuseUnknown(input, "productVariantsBulkCreate", [...PLAIN, "inventoryQuantities"]);
  const field = (name: string): string[] => ["variants", String(index), name];
  const values = optionValuesIn(product, input["optionValues"] ?? [], []);
  const missing = product.options.filter((_option, position) => values[position] === "").map(({ name }) => name);
  if (missing.length > 0)
    return [{ field: ["variants", String(index)], message: `You need to add option values for ${missing.join(", ")}`, code: "NEED_TO_ADD_OPTION_VALUES" }];
  const title = values.join(" / ");
  if (taken.has(title)) {
    const message = `The variant '${title}' already exists. Please change at least one option value.`;
    return [{ field: ["variants", String(index)], message, code: "VARIANT_ALREADY_EXISTS" }];
  }
  taken.add(title);
  return priceErrors(input, field);
}

function createVariant(api: ApiContext, product: Product, input: Args): Variant {
  const quantities: Args[] = input["inventoryQuantities"] ?? [];
  const item: Args = input["inventoryItem"] ?? {};
  const variant = addVariantTo(api.commerce, product, {
    sku: item["sku"] ?? null,
    barcode: input["barcode"] ?? null,
    priceCents: input["price"] == null ? (variantsOf(api.shop, product)[0]?.priceCents ?? 0) : centsOf(input["price"]),
    compareAtPriceCents: input["compareAtPrice"] == null ? null : centsOf(input["compareAtPrice"]),
    inventoryPolicy: input["inventoryPolicy"] ?? "DENY",
    tracked: item["tracked"] ?? true,
    requiresShipping: item["requiresShipping"] ?? true,
    taxable: input["taxable"] ?? true,
    unitCostCents: item["cost"] == null ? null : centsOf(item["cost"]),
    optionValues: optionValuesIn(product, input["optionValues"] ?? [], []),
    stock: Object.fromEntries(quantities.map(({ locationId, availableQuantity }) => [idOf("Location", locationId) ?? 0, availableQuantity])),
  });
  setOwnMetafields(toGid("ProductVariant", variant.id), input["metafields"] ?? [], api);
  return variant;
}
