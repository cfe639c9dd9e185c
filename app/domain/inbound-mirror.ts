/**
 * What Shopify's incoming stock must change by, so that it shows what a delivery still brings. The difference of what is
 * wanted and what Shopify has accepted, item by item: whatever happened in between is made up for by the next step.
 *
 * Example: 12 mugs are shown as incoming; 5 come in and 3 will never come: 4 are wanted, so incoming changes by -8.
 */
import type { InventoryItemId } from "./ids.ts";
import type { ItemUnits } from "./purchase-order.ts";

/** Items whose incoming units differ, by how many; in one order for ever, because a step is repeated to the letter. */
export function mirrorDeltas(wanted: readonly ItemUnits[], shown: readonly ItemUnits[]): ItemUnits[] {
  const items = [...new Set([...wanted, ...shown].map(({ inventoryItemId }) => inventoryItemId))].sort();
  return items
    .map((inventoryItemId) => ({ inventoryItemId, units: unitsOf(wanted, inventoryItemId) - unitsOf(shown, inventoryItemId) }))
    .filter(({ units }) => units !== 0);
}

/** What is shown once the deltas are accepted. */
export function shownAfter(shown: readonly ItemUnits[], deltas: readonly ItemUnits[]): ItemUnits[] {
  const items = [...new Set([...shown, ...deltas].map(({ inventoryItemId }) => inventoryItemId))].sort();
  return items
    .map((inventoryItemId) => ({ inventoryItemId, units: unitsOf(shown, inventoryItemId) + unitsOf(deltas, inventoryItemId) }))
    .filter(({ units }) => units !== 0);
}

function unitsOf(lines: readonly ItemUnits[], wanted: InventoryItemId): number {
  return lines.reduce((sum, { inventoryItemId, units }) => sum + (inventoryItemId === wanted ? units : 0), 0);
}
