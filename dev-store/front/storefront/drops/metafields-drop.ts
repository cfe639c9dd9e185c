import type { ShopState } from "../../../state/types.ts";

type MetafieldDrop = { type: string; value: unknown };

/** `metafields.namespace.key.value`. What an app keeps for itself is also found under its short name, `$app:...`. */
export function metafieldsDrop(shop: ShopState, ownerGid: string): Record<string, Record<string, MetafieldDrop>> {
  const drop: Record<string, Record<string, MetafieldDrop>> = {};
  for (const metafield of shop.metafields.values()) {
    if (metafield.ownerGid !== ownerGid) continue;
    const { type, key } = metafield;
    for (const namespace of namesOf(metafield.namespace)) (drop[namespace] ??= {})[key] = { type, value: valueOf(type, metafield.value) };
  }
  return drop;
}

function valueOf(type: string, text: string): unknown {
  if (type === "json" || type.startsWith("list.")) return JSON.parse(text);
  if (type === "boolean") return text === "true";
  return type.startsWith("number_") ? Number(text) : text;
}

/** `app--123--backorder` is `$app:backorder` to the app's own blocks. */
function namesOf(namespace: string): string[] {
  const own = /^app--\d+(?:--(.+))?$/.exec(namespace);
  if (own === null) return [namespace];
  return [namespace, own[1] === undefined ? "$app" : `$app:${own[1]}`];
}
