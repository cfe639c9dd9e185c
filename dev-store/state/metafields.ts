import { createHash } from "node:crypto";
import type { InstalledApp, Metafield, MetafieldDefinition, ShopState } from "./types.ts";

/** Metafields of any owner. `$app` stands for the namespace that belongs to the asking app alone. */

export function metafieldKey(ownerGid: string, namespace: string, key: string): string {
  return `${ownerGid}|${namespace}|${key}`;
}

/** `$app:backorder` of app 7 is `app--7--backorder`; no namespace at all is `$app`. */
export function resolveNamespace(namespace: string | null | undefined, app: Pick<InstalledApp, "id">): string {
  const written = namespace ?? "$app";
  if (written === "$app") return `app--${app.id}`;
  return written.startsWith("$app:") ? `app--${app.id}--${written.slice("$app:".length)}` : written;
}

/** Whether the namespace belongs to another app, which then alone may write in it. */
export function isForeignNamespace(namespace: string, app: Pick<InstalledApp, "id">): boolean {
  const match = /^app--(\d+)(?:--|$)/.exec(namespace);
  return match !== null && match[1] !== String(app.id);
}

export function metafieldsOf(shop: ShopState, ownerGid: string): Metafield[] {
  return [...shop.metafields.values()].filter((metafield) => metafield.ownerGid === ownerGid);
}

/** What `compareDigest` compares: equal exactly when the value is. */
export function digestOf(metafield: Pick<Metafield, "value">): string {
  return createHash("sha256").update(metafield.value).digest("hex");
}

export function definitionKey(ownerType: string, namespace: string, key: string): string {
  return `${ownerType}|${namespace}|${key}`;
}

/** Metafields that the definition describes, by their keys in the shop. */
export function metafieldsOfDefinition(shop: ShopState, definition: Pick<MetafieldDefinition, "key" | "namespace" | "ownerType">): Map<string, Metafield> {
  const isOf = ({ ownerGid, namespace, key }: Metafield): boolean =>
    namespace === definition.namespace && key === definition.key && ownerTypeOf(/\/([A-Za-z]+)\/[^/]+$/.exec(ownerGid)?.[1] ?? "") === definition.ownerType;
  return new Map([...shop.metafields].filter(([, metafield]) => isOf(metafield)));
}

const OWNER_TYPES: Record<string, string> = {
  AppInstallation: "APP_INSTALLATION",
  Customer: "CUSTOMER",
  Location: "LOCATION",
  Order: "ORDER",
  Product: "PRODUCT",
  ProductVariant: "PRODUCTVARIANT",
  Shop: "SHOP",
};

/** Shopify's MetafieldOwnerType for a type of resource, or null where it carries no metafields. */
export function ownerTypeOf(typeName: string): string | null {
  return OWNER_TYPES[typeName] ?? null;
}
