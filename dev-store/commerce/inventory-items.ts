import type { InventoryItem } from "../state/types.ts";
import { timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import type { UserError } from "./outcome.ts";

/** What can be said of an item besides where it lies. Fields that are left out stay as they are. */
export type ItemChanges = Partial<
  Pick<
    InventoryItem,
    | "countryCodeOfOrigin"
    | "countryHarmonizedSystemCodes"
    | "harmonizedSystemCode"
    | "provinceCodeOfOrigin"
    | "requiresShipping"
    | "sku"
    | "tracked"
    | "unitCostCents"
    | "weight"
  >
>;

const HARMONIZED_CODE = /^\d{6,13}$/;

export function itemChangeErrors(changes: ItemChanges): UserError[] {
  const errors: UserError[] = [];
  const refuse = (field: string[], message: string): void => void errors.push({ field: ["input", ...field], message, code: "INVALID" });
  if ((changes.unitCostCents ?? 0) < 0) refuse(["cost"], "Cost must be greater than or equal to 0");
  if ((changes.weight?.value ?? 0) < 0) refuse(["measurement", "weight", "value"], "Weight must be greater than or equal to 0");
  const code = changes.harmonizedSystemCode ?? null;
  if (code !== null && !HARMONIZED_CODE.test(code)) refuse(["harmonizedSystemCode"], "Harmonized system code must be a number between 6 and 13 digits");
  for (const [index, one] of (changes.countryHarmonizedSystemCodes ?? []).entries()) {
    if (HARMONIZED_CODE.test(one.harmonizedSystemCode)) continue;
    refuse(["countryHarmonizedSystemCodes", String(index), "harmonizedSystemCode"], "Harmonized system code must be a number between 6 and 13 digits");
  }
  return errors;
}

/** Changes the item; its variant shows the same SKU. Emits `inventory_items/update`. */
export function updateItem(context: ShopContext, item: InventoryItem, changes: ItemChanges): void {
  Object.assign(item, changes);
  item.updatedAt = timestamp(context);
  const variant = context.shop.variants.get(item.variantId);
  if (variant !== undefined) variant.sku = item.sku;
  context.emit({ topic: "inventory_items/update", inventoryItemId: item.id });
}
