/** Shopify's global ids: `gid://shopify/Order/1001`. */

const PREFIX = "gid://shopify/";

export function toGid(type: string, id: number): string {
  return `${PREFIX}${type}/${id}`;
}

/**
 * Reads a global id. Returns null when it is not one or its number is not a positive integer; callers answer
 * as Shopify does for an id that does not exist.
 */
export function parseGid(gid: string): { type: string; id: number } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,15})(?:\?.*)?$/.exec(gid);
  if (match === null) return null;
  const [, type = "", digits = ""] = match;
  return { type, id: Number(digits) };
}

/** The number in a global id of this very type, or null. */
export function idOf(type: string, gid: string): number | null {
  const parsed = parseGid(gid);
  return parsed !== null && parsed.type === type ? parsed.id : null;
}
