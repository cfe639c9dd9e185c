import { isPublished, onlineStore } from "../../commerce/publish.ts";
import type { Publication } from "../../commerce/publish.ts";
import { toGid } from "../../state/gid.ts";
import type { Product, ShopState } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count } from "../views.ts";

const publication: TypeResolvers<Publication> = {
  id: ({ id }) => toGid("Publication", id),
  name: ({ name }) => name,
  autoPublish: () => false,
  supportsFuturePublishing: () => true,
  catalog: () => null,
  operation: () => null,
  includedProducts: (_record, args, { commerce, shop }) =>
    listConnection(
      published(shop, (product) => isPublished(commerce, product)),
      args,
    ),
  includedProductsCount: (_record, _args, { commerce, shop }) => count(published(shop, (product) => isPublished(commerce, product)).length),
};

function published(shop: ShopState, isShown: (product: Product) => boolean): Product[] {
  return [...shop.products.values()].filter(isShown);
}

/** Something at the place where it is shown. */
type ResourcePublication = { id: number; product: Product };

const resourcePublication: TypeResolvers<ResourcePublication> = {
  publication: (_record, _args, { shop }) => onlineStore(shop),
  publishDate: ({ product }) => product.publishedAt,
  isPublished: ({ product }, _args, { commerce }) => isPublished(commerce, product),
  publishable: ({ product }, _args, api) => named(api, "Product", product),
};

/** What a product says of where it is shown. */
export const publishableFields: TypeResolvers<Product> = {
  publishedAt: ({ publishedAt }) => publishedAt,
  publishedOnCurrentPublication: () => false,
  publishedOnPublication: (product, args, { commerce, shop }) =>
    args["publicationId"] === toGid("Publication", onlineStore(shop).id) && isPublished(commerce, product),
  availablePublicationsCount: () => count(1),
  resourcePublicationsCount: (product, args, { commerce }) => count(placesOf(product, args["onlyPublished"] !== false, isPublished(commerce, product)).length),
  resourcePublications: (product, args, { commerce }) =>
    listConnection(placesOf(product, args["onlyPublished"] !== false, isPublished(commerce, product)), args),
  resourcePublicationsV2: (product, args, { commerce }) =>
    listConnection(placesOf(product, args["onlyPublished"] !== false, isPublished(commerce, product)), args),
  unpublishedPublications: (product, args, { shop }) => listConnection(product.publishedAt === null ? [onlineStore(shop)] : [], args),
};

function placesOf(product: Product, onlyPublished: boolean, isShown: boolean): ResourcePublication[] {
  return product.publishedAt === null || (onlyPublished && !isShown) ? [] : [{ id: product.id, product }];
}

export const publicationTypes: ResolverMap = { Publication: publication, ResourcePublication: resourcePublication, ResourcePublicationV2: resourcePublication };
