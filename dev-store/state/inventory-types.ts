/** What is stocked, and how much of it where. */

export type InventoryItem = {
  id: number;
  variantId: number;
  sku: string | null;
  tracked: boolean;
  requiresShipping: boolean;
  unitCostCents: number | null;
  countryCodeOfOrigin: string | null;
  provinceCodeOfOrigin: string | null;
  harmonizedSystemCode: string | null;
  /** Codes of single countries, where they differ. */
  countryHarmonizedSystemCodes: { countryCode: string; harmonizedSystemCode: string }[];
  weight: { value: number; unit: WeightUnit };
  createdAt: string;
  updatedAt: string;
};

export type WeightUnit = "GRAMS" | "KILOGRAMS" | "OUNCES" | "POUNDS";

/** The quantities Shopify stores. `on_hand` is their sum without `incoming`, so it cannot drift. */
export type StoredQuantityName = "available" | "committed" | "damaged" | "incoming" | "quality_control" | "reserved" | "safety_stock";
export type QuantityName = StoredQuantityName | "on_hand";

export type InventoryLevel = {
  id: number;
  inventoryItemId: number;
  locationId: number;
  quantities: Record<StoredQuantityName, number>;
  /** When each quantity last changed; a quantity that never did has no time. */
  changedAt: Partial<Record<StoredQuantityName, string>>;
  createdAt: string;
  updatedAt: string;
};
