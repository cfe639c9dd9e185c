/** Shops and our copy of their shelves, in memory. */
import type { Instant, ShopDomain } from "../../domain/ids.ts";
import type { Shelves, Shops } from "../../use-cases/ports/shops.ts";
import { memory } from "./database.ts";
import { compare } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { unitsWaitingOf } from "./offer-rows.ts";
import type { ShopRow, VariantRow } from "./tables.ts";

const DEFAULTS = {
  name: "",
  currency: "",
  timeZone: "UTC",
  locale: "en",
  stage: "live",
  confidence: 0.9,
  policy: "first_come",
  priorityRules: [],
  senderName: "",
  senderEmail: "",
  uninstalledAt: null,
  ordersWatermark: null,
  mirroredAt: null,
  shipPreference: "as_ready",
  leastShippable: 1,
} as const;

const WEEKDAYS = [1, 2, 3, 4, 5];

/** What the database fills in for a location nobody has set up. */
export const LOCATION_DEFAULTS = {
  unitsPerDay: null,
  normalUnitsPerDay: null,
  measuredUnitsPerDay: 0,
  packingWeekdays: WEEKDAYS,
  receivingWeekdays: WEEKDAYS,
  receivingDays: 1,
  holidays: [],
  cutOff: "14:00",
  isInPool: true,
} as const;

export function newShop(shop: ShopDomain, installedAt: Instant): ShopRow {
  return { ...DEFAULTS, shop, installedAt };
}

export function createShops({ tables, clock }: Memory): Shops {
  return {
    async install(transaction, shop) {
      const tx = memory(transaction);
      const own = tables.shops.get(tx, shop);
      if (own !== undefined && own.uninstalledAt === null) return false;
      tables.shops.put(
        tx,
        own === undefined ? { ...newShop(shop, clock.now()), stage: "observe" } : { ...own, uninstalledAt: null, installedAt: clock.now(), stage: "observe" },
      );
      return true;
    },
    async uninstall(transaction, shop, at) {
      const tx = memory(transaction);
      const own = tables.shops.get(tx, shop);
      if (own === undefined || own.uninstalledAt !== null || own.installedAt >= at) return false;
      tables.shops.put(tx, { ...own, uninstalledAt: at });
      return true;
    },
    async find(shop) {
      const own = tables.shops.get(null, shop);
      return own === undefined ? null : { stage: own.stage, timeZone: own.timeZone, isInstalled: own.uninstalledAt === null };
    },
    async installed() {
      const installed = tables.shops.all(null).filter(({ uninstalledAt }) => uninstalledAt === null);
      return installed.sort((a, b) => compare(a.shop, b.shop)).map(({ shop, timeZone }) => ({ shop, timeZone }));
    },
  };
}

export function createShelves(memoryParts: Memory): Shelves {
  const { tables, clock } = memoryParts;
  return {
    async saveShop(transaction, shop, fact) {
      const tx = memory(transaction);
      const own = tables.shops.get(tx, shop);
      if (own === undefined) return;
      tables.shops.put(tx, {
        ...own,
        name: fact.name,
        currency: fact.currency,
        timeZone: own.mirroredAt === null ? fact.timeZone : own.timeZone,
        senderName: own.senderName === "" ? fact.name : own.senderName,
        senderEmail: own.senderEmail === "" ? fact.email : own.senderEmail,
        mirroredAt: clock.now(),
      });
    },
    async saveLocations(transaction, shop, locations) {
      const tx = memory(transaction);
      for (const location of locations) {
        const known = tables.locations.get(tx, shop, location.locationId) ?? { ...LOCATION_DEFAULTS, shop };
        tables.locations.put(tx, { ...known, ...location });
      }
      const named = new Set(locations.map(({ locationId }) => locationId));
      for (const row of tables.locations.of(tx, "shop", shop)) if (!named.has(row.locationId)) tables.locations.change(tx, row, { isActive: false });
    },
    async saveVariants(transaction, shop, variants) {
      const tx = memory(transaction);
      const isNew: VariantRow["inventoryItemId"][] = [];
      const unmanaged = {
        inheritedPolicy: null,
        switchOwner: "theirs",
        ownedPolicy: null,
        readiness: null,
        mode: "off",
        limit: null,
        leastShippable: null,
        queueVersion: 0,
        settledVersion: 0,
        publicationRev: 0,
      } as const;
      for (const { updatedAt, ...fact } of variants) {
        const known = tables.variants.get(tx, shop, fact.variantId);
        if (known !== undefined && known.sourceUpdatedAt > updatedAt) continue;
        if (known === undefined) isNew.push(fact.inventoryItemId);
        const switchOwner = known === undefined ? "theirs" : ownerAfterReading(known, fact.inventoryPolicy);
        tables.variants.put(tx, { ...(known ?? { ...unmanaged, shop }), ...fact, switchOwner, sourceUpdatedAt: updatedAt, deletedAt: null });
      }
      return isNew;
    },
    async dropVariants(transaction, shop, { productIds, kept }) {
      const tx = memory(transaction);
      for (const row of tables.variants.of(tx, "shop", shop)) {
        const isGone = productIds.includes(row.productId) && row.deletedAt === null && !kept.includes(row.variantId);
        if (isGone) tables.variants.change(tx, row, { deletedAt: clock.now() });
      }
    },
    async productsOf(shop, inventoryItemIds) {
      return [...new Set(inventoryItemIds.flatMap((item) => tables.variants.of(null, "item", shop, item).map(({ productId }) => productId)))].sort();
    },
    async switchOf(shop, variantId) {
      const row = tables.variants.get(null, shop, variantId);
      if (row === undefined || row.deletedAt !== null) return null;
      const { productId, inventoryItemId, mode, switchOwner: owner, inventoryPolicy: current, inheritedPolicy: inherited, publicationRev, limit } = row;
      const newest = tables.publications.get(null, shop, variantId, publicationRev);
      const offer = newest === undefined ? null : { cap: newest.payload.cap, unitsWaiting: newest.unitsWaiting };
      return {
        productId,
        inventoryItemId,
        mode,
        limit,
        unitsWaiting: unitsWaitingOf(memoryParts, null, shop, inventoryItemId),
        owner,
        current,
        inherited,
        offer,
      };
    },
    async ownSwitch(transaction, shop, variantId, policy) {
      const tx = memory(transaction);
      const row = tables.variants.get(tx, shop, variantId);
      if (row === undefined) return;
      const inheritedPolicy = row.switchOwner === "theirs" ? row.inventoryPolicy : row.inheritedPolicy;
      tables.variants.change(tx, row, { switchOwner: "ours", ownedPolicy: policy, inheritedPolicy });
    },
    async releaseSwitch(transaction, shop, variantId) {
      const tx = memory(transaction);
      tables.variants.change(tx, tables.variants.get(tx, shop, variantId), { switchOwner: "theirs", ownedPolicy: null, inheritedPolicy: null });
    },
    async savePolicy(transaction, shop, variantId, { policy, updatedAt }) {
      const tx = memory(transaction);
      const row = tables.variants.get(tx, shop, variantId);
      if (row === undefined) return;
      const sourceUpdatedAt = updatedAt !== null && updatedAt > row.sourceUpdatedAt ? updatedAt : row.sourceUpdatedAt;
      tables.variants.change(tx, row, { inventoryPolicy: policy, sourceUpdatedAt });
    },
  };
}

function ownerAfterReading({ switchOwner, inventoryPolicy, ownedPolicy }: VariantRow, read: VariantRow["inventoryPolicy"]): VariantRow["switchOwner"] {
  if (switchOwner === "ours" && inventoryPolicy === ownedPolicy && read !== ownedPolicy) return "drifted";
  return switchOwner === "drifted" && read === ownedPolicy ? "ours" : switchOwner;
}
