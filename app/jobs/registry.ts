/** Every job the worker runs. */
import { applyHoldsJob } from "./apply-holds.job.ts";
import { confirmBackorderJob } from "./confirm-backorder.job.ts";
import { confirmReceiptJob } from "./confirm-receipt.job.ts";
import { correctStockJob } from "./correct-stock.job.ts";
import { estimateItemsJob } from "./estimate-items.job.ts";
import { giveBackJob } from "./give-back.job.ts";
import type { JobHandler } from "./job-handler.ts";
import { mirrorInboundJob } from "./mirror-inbound.job.ts";
import { mirrorCatalogJob } from "./mirror-catalog.job.ts";
import { moveUnitsJob } from "./move-units.job.ts";
import { publishPromisesJob } from "./publish-promises.job.ts";
import { reconcileJob } from "./reconcile.job.ts";
import { recordOrdersJob } from "./record-orders.job.ts";
import { redactJob } from "./redact.job.ts";
import { sendNoticeJob } from "./send-notice.job.ts";
import { setInventoryPolicyJob } from "./set-inventory-policy.job.ts";
import { settleItemsJob } from "./settle-items.job.ts";

export const JOB_HANDLERS: readonly JobHandler<unknown>[] = [
  recordOrdersJob,
  settleItemsJob,
  estimateItemsJob,
  confirmBackorderJob,
  applyHoldsJob,
  moveUnitsJob,
  confirmReceiptJob,
  correctStockJob,
  mirrorInboundJob,
  publishPromisesJob,
  setInventoryPolicyJob,
  giveBackJob,
  sendNoticeJob,
  mirrorCatalogJob,
  reconcileJob,
  redactJob,
];
