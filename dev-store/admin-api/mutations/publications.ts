import type { UserError } from "../../commerce/outcome.ts";
import { onlineStore, publish, unpublish } from "../../commerce/publish.ts";
import { idOf, parseGid } from "../../state/gid.ts";
import type { Product } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented, resourceNotFound } from "../api-error.ts";

export const publicationMutations: TypeResolvers<unknown> = {
  publishablePublish: (_source, args, api) => changeProduct(args, api, (product, input) => publish(api.commerce, product, input["publishDate"] ?? null)),
  publishableUnpublish: (_source, args, api) => changeProduct(args, api, (product) => unpublish(api.commerce, product)),
};

function changeProduct(args: Args, api: ApiContext, change: (product: Product, input: Args) => void): object {
  const product = publishableOf(args["id"], api);
  const inputs: Args[] = args["input"];
  const userErrors = inputs.flatMap((input, index) => publicationErrors(input, index, api));
  if (userErrors.length === 0) for (const input of inputs) change(product, input);
  return { publishable: named(api, "Product", product), shop: api.shop, userErrors };
}

function publishableOf(gid: string, { shop }: ApiContext): Product {
  const type = parseGid(gid)?.type;
  if (type !== undefined && type !== "Product") throw notImplemented(`publishing of ${gid}`);
  const product = shop.products.get(idOf("Product", gid) ?? 0);
  if (product === undefined) throw resourceNotFound(gid);
  return product;
}

function publicationErrors({ publicationId }: Args, index: number, { shop }: ApiContext): UserError[] {
  if (idOf("Publication", publicationId ?? "") === onlineStore(shop).id) return [];
  return [{ field: ["input", String(index), "publicationId"], message: "Publication does not exist or is not publishable", code: null }];
}
