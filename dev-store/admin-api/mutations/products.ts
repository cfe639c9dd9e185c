import { deleteProduct, handleOf } from "../../commerce/catalog.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { addOptions, createBareProduct, hasOnlyDefault, touchProduct } from "../../commerce/products.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { Product } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { setOwnMetafields } from "./metafields.ts";

const MAX_TITLE_LENGTH = 255;
const MAX_OPTIONS = 3;

export const productMutations: TypeResolvers<unknown> = {
  productCreate: (_source, args, api) => createFrom(args["product"] ?? args["input"] ?? {}, api),

  productUpdate: (_source, args, api) => {
    const input: Args = args["product"] ?? args["input"] ?? {};
    const product = productOf(api, input["id"] ?? args["identifier"]?.id ?? "");
    if (product === null) return { product: null, userErrors: [unknownProduct(["id"])] };
    const errors = "title" in input ? titleErrors(input) : [];
    if (errors.length > 0) return { product, userErrors: errors };
    change(product, input);
    touchProduct(api.commerce, product);
    return { product, userErrors: setOwnMetafields(toGid("Product", product.id), input["metafields"] ?? [], api) };
  },

  productDelete: (_source, args, api) => {
    const product = productOf(api, args["input"].id);
    if (product === null) return { deletedProductId: null, productDeleteOperation: null, shop: api.shop, userErrors: [unknownProduct(["id"])] };
    deleteProduct(api.commerce, product);
    return { deletedProductId: args["input"].id, productDeleteOperation: null, shop: api.shop, userErrors: [] };
  },

  productOptionsCreate: (_source, args, api) => {
    const product = productOf(api, args["productId"]);
    if (product === null) return { product: null, userErrors: [{ ...unknownProduct(["productId"]), code: "PRODUCT_DOES_NOT_EXIST" }] };
    const options = optionsIn(args["options"]);
    const errors = optionErrors(product, options);
    if (errors.length > 0) return { product, userErrors: errors };
    if (args["variantStrategy"] === "CREATE") throw notImplemented("productOptionsCreate with the strategy CREATE");
    addOptions(api.commerce, product, options);
    return { product, userErrors: [] };
  },
};

/** The product of this id, or null. */
export function productOf({ shop }: ApiContext, gid: string): Product | null {
  return shop.products.get(idOf("Product", gid) ?? 0) ?? null;
}

function unknownProduct(field: string[]): UserError {
  return { field, message: "Product does not exist", code: null };
}

const PLAIN = ["descriptionHtml", "handle", "productType", "requiresSellingPlan", "status", "tags", "templateSuffix", "title", "vendor"] as const;
const UNDERSTOOD = new Set<string>([...PLAIN, "giftCard", "id", "metafields", "productOptions", "redirectNewHandle", "seo"]);

function createFrom(input: Args, api: ApiContext): object {
  refuseUnknown(input, "productCreate");
  const errors = titleErrors(input);
  if (errors.length > 0) return { product: null, shop: api.shop, userErrors: errors };
  const plain = Object.fromEntries(PLAIN.flatMap((name) => (input[name] == null ? [] : [[name, input[name]]])));
  const handle = freeHandle(api, input["handle"] ?? handleOf(input["title"]));
  const wanted = { ...plain, title: String(input["title"]), handle, isGiftCard: input["giftCard"] === true, seo: seoIn(input["seo"] ?? {}) };
  const product = createBareProduct(api.commerce, wanted, optionsIn(input["productOptions"] ?? []));
  return { product, shop: api.shop, userErrors: setOwnMetafields(toGid("Product", product.id), input["metafields"] ?? [], api) };
}

/** A switch that is off asks for nothing: the schema itself fills in some. */
function refuseUnknown(input: Args, root: string): void {
  for (const [name, value] of Object.entries(input)) {
    if (!UNDERSTOOD.has(name) && value != null && value !== false) throw notImplemented(`${root} with ${name}`);
  }
}

function change(product: Product, input: Args): void {
  refuseUnknown(input, "productUpdate");
  for (const name of PLAIN) if (input[name] != null) Object.assign(product, { [name]: input[name] });
  if (input["seo"] != null) product.seo = { ...product.seo, ...seoIn(input["seo"]) };
}

function seoIn(seo: Args): Product["seo"] {
  return { title: seo["title"] ?? null, description: seo["description"] ?? null };
}

function titleErrors({ title }: Args): UserError[] {
  if (title == null || String(title).trim() === "") return [{ field: ["title"], message: "Title can't be blank", code: null }];
  if (String(title).length <= MAX_TITLE_LENGTH) return [];
  return [{ field: ["title"], message: `Title is too long (maximum is ${MAX_TITLE_LENGTH} characters)`, code: null }];
}

/** A handle that is taken gets a number. */
function freeHandle({ shop }: ApiContext, wanted: string): string {
  const taken = new Set([...shop.products.values()].map(({ handle }) => handle));
  let handle = wanted;
  for (let number = 1; taken.has(handle); number += 1) handle = `${wanted}-${number}`;
  return handle;
}

type WantedOption = { name: string; values: string[] };

function optionsIn(options: Args[]): WantedOption[] {
  return options.map((option) => ({ name: String(option["name"] ?? ""), values: (option["values"] ?? []).map((value: Args) => String(value["name"] ?? "")) }));
}

function optionErrors(product: Product, options: readonly WantedOption[]): UserError[] {
  const present = hasOnlyDefault(product) ? [] : product.options.map(({ name }) => name.toLowerCase());
  if (present.length + options.length > MAX_OPTIONS) {
    return [{ field: ["options"], message: `Can only specify a maximum of ${MAX_OPTIONS} options`, code: "OPTIONS_OVER_LIMIT" }];
  }
  return options.flatMap(({ name, values }, index): UserError[] => {
    const field = ["options", String(index)];
    if (name === "") return [{ field, message: "Each option must have a name specified.", code: "OPTION_NAME_MISSING" }];
    if (present.includes(name.toLowerCase())) return [{ field, message: `Option '${name}' already exists.`, code: "OPTION_ALREADY_EXISTS" }];
    if (values.length === 0) return [{ field, message: `Option '${name}' must specify at least one option value.`, code: "OPTION_VALUES_MISSING" }];
    return [];
  });
}
