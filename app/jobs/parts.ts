/** What jobs hand to their use cases. Made once per process by wiring.server.ts. */
import type { OrderReader } from "../adapters/shopify/order-reader.server.ts";
import type { ApplyHoldsDeps } from "../use-cases/apply-holds.ts";
import type { ConfirmReceiptDeps } from "../use-cases/confirm-receipt.ts";
import type { GiveBackDeps } from "../use-cases/give-back.ts";
import type { EstimateItemsDeps } from "../use-cases/estimate-items.ts";
import type { MoveUnitsDeps } from "../use-cases/move-units.ts";
import type { MirrorInboundDeps } from "../use-cases/mirror-inbound.ts";
import type { MirrorCatalogDeps } from "../use-cases/mirror-catalog.ts";
import type { PersonalData } from "../use-cases/ports/personal-data.ts";
import type { PublishPromisesDeps } from "../use-cases/publish-promises.ts";
import type { ReconcileDeps } from "../use-cases/reconcile.ts";
import type { SendNoticeDeps } from "../use-cases/send-notice.ts";
import type { ShareUnitsDeps } from "../use-cases/share-units.ts";
import type { SetInventoryPolicyDeps } from "../use-cases/set-inventory-policy.ts";

export type Parts = ReconcileDeps &
  EstimateItemsDeps &
  PublishPromisesDeps &
  MirrorCatalogDeps &
  ApplyHoldsDeps &
  MoveUnitsDeps &
  ShareUnitsDeps &
  ConfirmReceiptDeps &
  MirrorInboundDeps &
  SetInventoryPolicyDeps &
  GiveBackDeps &
  SendNoticeDeps & { readonly orders: OrderReader; readonly personalData: PersonalData };
