/**
 * Shopify did not answer, or asked us to slow down for longer than we wait: the same call may succeed later, so
 * whoever catches this gives the work back and never counts it as failed.
 */
export class ShopifyUnavailable extends Error {
  override readonly name = "ShopifyUnavailable";
}
