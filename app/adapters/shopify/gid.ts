/** Shopify's global ids, `gid://shopify/Order/450789469`. Inside the app an id is the number at their end: see domain/ids.ts. */

const PATTERN = /^gid:\/\/shopify\/[A-Za-z]+\/(\d+)(?:\?.*)?$/;

/** `toGid("Order", "450789469")` is `gid://shopify/Order/450789469`. */
export function toGid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

/** The number at the end. Throws for anything that is not Shopify's gid. */
export function fromGid<Id extends string>(gid: string): Id {
  const number = PATTERN.exec(gid)?.[1];
  if (number === undefined) throw new Error(`"${gid}" is not a Shopify id of the form gid://shopify/Type/123.`);
  return number as Id; // the caller knows which type it asked Shopify for
}
