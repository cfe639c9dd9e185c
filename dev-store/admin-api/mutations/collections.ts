import { randomUUID } from "node:crypto";
import { createCollection, deleteCollection, touchCollection } from "../../commerce/collections.ts";
import { idOf } from "../../state/gid.ts";
import type { Collection } from "../../state/merchandise-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";

const MAX_TITLE_LENGTH = 255;
const TEXT_FIELDS = ["descriptionHtml", "handle", "sortOrder", "templateSuffix", "title"] as const;
const KNOWN_FIELDS: readonly string[] = [...TEXT_FIELDS, "id", "products", "redirectNewHandle", "seo", "sources"];

export const collectionMutations: TypeResolvers<unknown> = {
  collectionCreate: (_source, args, api) => {
    const input: Args = args["collection"] ?? args["input"] ?? {};
    const errors = inputErrors(input, api, null);
    if (errors.length > 0) return { collection: null, userErrors: errors };
    const { title, ...rest } = draftOf(input);
    return { collection: createCollection(api.commerce, { title: title ?? "", ...rest, productIds: chosenProducts(input) }), userErrors: [] };
  },

  collectionUpdate: (_source, args, api) => {
    const input: Args = args["collection"] ?? args["input"] ?? {};
    const collection = collectionOf(api, input["id"] ?? "");
    if (collection === null) return { collection: null, job: null, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    const errors = inputErrors(input, api, collection);
    if (errors.length > 0) return { collection: null, job: null, userErrors: errors };
    Object.assign(collection, draftOf(input), input["products"] == null ? {} : { productIds: chosenProducts(input) });
    touchCollection(api.commerce, collection);
    return { collection, job: null, userErrors: [] };
  },

  collectionDelete: (_source, { input }, api) => {
    const collection = collectionOf(api, input.id);
    if (collection === null) return { deletedCollectionId: null, shop: api.shop, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    deleteCollection(api.commerce, collection);
    return { deletedCollectionId: input.id, shop: api.shop, userErrors: [] };
  },

  collectionAddProducts: (_source, { id, productIds }, api) => {
    const collection = collectionOf(api, id);
    if (collection === null) return { collection: null, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    const ids = (productIds as string[]).map((gid) => idOf("Product", gid) ?? 0);
    const refuse = (message: string): object => ({ collection: null, userErrors: [{ field: ["productIds"], message }] });
    if (ids.some((one) => !api.shop.products.has(one))) return refuse("Product does not exist");
    if (ids.some((one) => collection.productIds.includes(one))) return refuse("Product is already in the collection");
    collection.productIds.push(...ids);
    touchCollection(api.commerce, collection);
    return { collection, userErrors: [] };
  },

  collectionAddProductsV2: (_source, { id, productIds }, api) => {
    const collection = collectionOf(api, id);
    if (collection === null) return { job: null, userErrors: [{ field: ["id"], message: "Collection does not exist", code: "COLLECTION_DOES_NOT_EXIST" }] };
    const ids = (productIds as string[]).map((gid) => idOf("Product", gid) ?? 0).filter((one) => api.shop.products.has(one));
    collection.productIds = [...new Set([...collection.productIds, ...ids])];
    touchCollection(api.commerce, collection);
    return { job: job(), userErrors: [] };
  },

  collectionRemoveProducts: (_source, { id, productIds }, api) => {
    const collection = collectionOf(api, id);
    if (collection === null) return { job: null, userErrors: [{ field: ["id"], message: "Collection does not exist" }] };
    const removed = new Set((productIds as string[]).map((gid) => idOf("Product", gid)));
    collection.productIds = collection.productIds.filter((one) => !removed.has(one));
    touchCollection(api.commerce, collection);
    return { job: job(), userErrors: [] };
  },

  collectionReorderProducts: (_source, { id, moves }, api) => {
    const collection = collectionOf(api, id);
    if (collection === null) return { job: null, userErrors: [{ field: ["id"], message: "Collection does not exist", code: "COLLECTION_NOT_FOUND" }] };
    if (collection.sortOrder !== "MANUAL") {
      const message = "Can't reorder products unless collection is manually sorted";
      return { job: null, userErrors: [{ field: ["id"], message, code: "MANUALLY_SORTED_COLLECTION" }] };
    }
    for (const move of moves as Args[]) {
      const productId = idOf("Product", move["id"]) ?? 0;
      const from = collection.productIds.indexOf(productId);
      if (from < 0) continue;
      collection.productIds.splice(from, 1);
      collection.productIds.splice(Number(move["newPosition"]), 0, productId);
    }
    touchCollection(api.commerce, collection);
    return { job: job(), userErrors: [] };
  },
};

function collectionOf({ shop }: ApiContext, gid: string): Collection | null {
  return shop.collections.get(idOf("Collection", gid) ?? 0) ?? null;
}

function job(): object {
  return { id: `gid://shopify/Job/${randomUUID()}`, done: false };
}

function inputErrors(input: Args, { shop }: ApiContext, present: Collection | null): { field: string[]; message: string }[] {
  for (const name of Object.keys(input)) if (!KNOWN_FIELDS.includes(name)) throw notImplemented(`a collection input with ${name}`);
  const errors: { field: string[]; message: string }[] = [];
  const title: string = input["title"] ?? present?.title ?? "";
  if (title.trim() === "") errors.push({ field: ["title"], message: "Title can't be blank" });
  if (title.length > MAX_TITLE_LENGTH) errors.push({ field: ["title"], message: `Title is too long (maximum is ${MAX_TITLE_LENGTH} characters)` });
  const { handle } = input;
  if (handle != null && [...shop.collections.values()].some((other) => other !== present && other.handle === handle)) {
    errors.push({ field: ["handle"], message: "Handle has already been taken" });
  }
  if (chosenProducts(input).some((id) => !shop.products.has(id))) errors.push({ field: ["products"], message: "Product does not exist" });
  return errors;
}

function draftOf(input: Args): Partial<Collection> {
  const draft: Partial<Collection> = {};
  for (const name of TEXT_FIELDS) if (input[name] != null) Object.assign(draft, { [name]: input[name] });
  if (input["seo"] != null) draft.seo = { title: input["seo"].title ?? null, description: input["seo"].description ?? null };
  return draft;
}

/** Products named one by one, in the older list or as selections of a source. Conditions would make a smart collection. */
function chosenProducts(input: Args): number[] {
  const sources: Args[] = input["sources"] ?? [];
  const selections = sources.flatMap(({ source }): Args[] => {
    if (source == null || source.exclusion != null || (source.inclusion?.conditions ?? []).length > 0) throw notImplemented("a collection with conditions");
    return source.inclusion?.selections ?? [];
  });
  const gids: string[] = [...(input["products"] ?? []), ...selections.map(({ productId }) => productId)];
  return [...new Set(gids.map((gid) => idOf("Product", gid) ?? 0))];
}
