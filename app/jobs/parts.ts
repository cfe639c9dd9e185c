/** What jobs hand to their use cases. Made once per process by wiring.server.ts. */
import type { OrderReader } from "../adapters/shopify/order-reader.server.ts";
import type { ApplyHoldsDeps } from "../use-cases/apply-holds.ts";
import type { MirrorCatalogDeps } from "../use-cases/mirror-catalog.ts";
import type { PersonalData } from "../use-cases/ports/personal-data.ts";
import type { SendNoticeDeps } from "../use-cases/send-notice.ts";
import type { SetInventoryPolicyDeps } from "../use-cases/set-inventory-policy.ts";
import type { SettleItemsDeps } from "../use-cases/settle-items.ts";

export type Parts = SettleItemsDeps &
  MirrorCatalogDeps &
  ApplyHoldsDeps &
  SetInventoryPolicyDeps &
  SendNoticeDeps & { readonly orders: OrderReader; readonly personalData: PersonalData };
