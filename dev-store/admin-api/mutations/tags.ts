import { timestamp, touchOrder } from "../../commerce/context.ts";
import { parseGid } from "../../state/gid.ts";
import { named } from "../api-context.ts";
import type { ApiContext, TypeResolvers } from "../api-context.ts";
import { notImplemented, resourceNotFound } from "../api-error.ts";
import { requireAccess } from "../scopes.ts";

/** Tags of whatever carries them. Order does not matter, nor do capitals when one is looked for. */
export const tagMutations: TypeResolvers<unknown> = {
  tagsAdd: (_source, args, api) => {
    const wanted = tagsIn(args["tags"]);
    return changeTags(api, { root: "tagsAdd", gid: args["id"] }, (tags) => [...tags, ...wanted.filter((tag) => !hasTag(tags, tag))].sort());
  },
  tagsRemove: (_source, args, api) => {
    const wanted = tagsIn(args["tags"]);
    return changeTags(api, { root: "tagsRemove", gid: args["id"] }, (tags) => tags.filter((tag) => !hasTag(wanted, tag)));
  },
};

/** A tag with commas is several. */
function tagsIn(tags: readonly string[]): string[] {
  const single = tags.flatMap((tag) => tag.split(",")).map((tag) => tag.trim());
  return single.filter((tag, position) => tag !== "" && !hasTag(single.slice(0, position), tag));
}

function hasTag(tags: readonly string[], wanted: string): boolean {
  return tags.some((tag) => tag.toLowerCase() === wanted.toLowerCase());
}

type Asked = { root: string; gid: string };

function changeTags(api: ApiContext, { root, gid }: Asked, change: (tags: string[]) => string[]): object {
  const { type, id } = parseGid(gid) ?? { type: "", id: 0 };
  const { shop, commerce } = api;
  if (type === "Order") {
    requireAccess(api.app, root, { anyOf: ["orders"], write: true });
    const order = shop.orders.get(id);
    if (order === undefined) throw resourceNotFound(gid);
    order.tags = change(order.tags);
    touchOrder(commerce, order);
    commerce.emit({ topic: "orders/updated", orderId: order.id });
    return { node: named(api, type, order), userErrors: [] };
  }
  if (type === "Product") {
    requireAccess(api.app, root, { anyOf: ["products"], write: true });
    const product = shop.products.get(id);
    if (product === undefined) throw resourceNotFound(gid);
    product.tags = change(product.tags);
    product.updatedAt = timestamp(commerce);
    commerce.emit({ topic: "products/update", productId: product.id });
    return { node: named(api, type, product), userErrors: [] };
  }
  if (type === "Customer") {
    requireAccess(api.app, root, { anyOf: ["customers"], write: true });
    const customer = shop.customers.get(id);
    if (customer === undefined) throw resourceNotFound(gid);
    customer.tags = change(customer.tags);
    customer.updatedAt = timestamp(commerce);
    commerce.emit({ topic: "customers/update", customerId: customer.id });
    return { node: named(api, type, customer), userErrors: [] };
  }
  throw notImplemented(`tags of ${gid}`);
}
