import { randomBytes } from "node:crypto";
import { takeId, timestamp } from "../commerce/context.ts";
import type { ShopContext } from "../commerce/context.ts";
import type { BulkOperation } from "../state/bulk-types.ts";
import type { ShopState } from "../state/types.ts";

/**
 * Operations over everything, run in the background: begun at once, carried out a moment later, their result kept for a
 * week. An app may have five queries and five mutations under way in a shop.
 */

export const MAX_UNDER_WAY = 5;
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** Long enough for an app to see it running, short enough for a test to wait. */
const START_AFTER_MS = 20;

/** What an operation came to. */
export type BulkResult = { lines: string[]; rootCount: number; errorCode: BulkOperation["errorCode"] };

const startedIn = new WeakMap<ShopState, Set<number>>();

export function isUnderWay({ status }: BulkOperation): boolean {
  return status === "CREATED" || status === "RUNNING" || status === "CANCELING";
}

export function underWay({ bulkOperations }: ShopState, { apiKey, type }: Pick<BulkOperation, "apiKey" | "type">): BulkOperation[] {
  return [...bulkOperations.values()].filter((one) => one.apiKey === apiKey && one.type === type && isUnderWay(one));
}

type NewBulkOperation = Pick<BulkOperation, "apiKey" | "groupObjects" | "query" | "type" | "uploadKey">;

export function beginBulkOperation(context: ShopContext, wanted: NewBulkOperation): BulkOperation {
  forgetOld(context);
  const operation: BulkOperation = {
    ...wanted,
    id: takeId(context),
    status: "CREATED",
    errorCode: null,
    objectCount: 0,
    rootObjectCount: 0,
    result: null,
    token: randomBytes(12).toString("hex"),
    createdAt: timestamp(context),
    completedAt: null,
  };
  context.shop.bulkOperations.set(operation.id, operation);
  return operation;
}

function forgetOld({ shop, now }: ShopContext): void {
  for (const [id, { completedAt }] of shop.bulkOperations) {
    if (completedAt !== null && now().getTime() - Date.parse(completedAt) > KEPT_MS) shop.bulkOperations.delete(id);
  }
}

/** Carries the operation out soon, unless this process has started it already: one that a restart interrupted begins anew. */
export function carryOutSoon(context: ShopContext, operation: BulkOperation, carryOut: () => BulkResult): void {
  const started = startedIn.get(context.shop) ?? new Set<number>();
  startedIn.set(context.shop, started);
  if (started.has(operation.id)) return;
  started.add(operation.id);
  const later = (act: () => void): void => void setTimeout(act, START_AFTER_MS).unref();
  later(() => {
    if (operation.status === "CREATED") operation.status = "RUNNING";
    later(() => {
      finish(context, operation, operation.status === "CANCELING" ? null : carryOut());
      started.delete(operation.id);
    });
  });
}

function finish(context: ShopContext, operation: BulkOperation, result: BulkResult | null): void {
  operation.completedAt = timestamp(context);
  operation.status = result === null ? "CANCELED" : result.errorCode === null ? "COMPLETED" : "FAILED";
  if (result !== null) {
    operation.errorCode = result.errorCode;
    operation.objectCount = result.lines.length;
    operation.rootObjectCount = result.rootCount;
    // Without a single object there is no file.
    operation.result = result.lines.length === 0 ? null : result.lines.map((line) => `${line}\n`).join("");
  }
  context.emit({ topic: "bulk_operations/finish", bulkOperationId: operation.id });
}
