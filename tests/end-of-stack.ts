import { expect } from "vitest";
import type { Stack } from "../scripts/stack.ts";

/**
 * Stops the stack of a test file and proves what holds for the whole run: every webhook fits Shopify's schema, and where
 * the run wants API calls to fail, some did.
 */
export async function endStack(stack: Stack | undefined): Promise<void> {
  if (stack === undefined) return;
  const [misshapen, failedCalls] = [await stack.misshapenWebhooks(), await stack.failedApiCalls()];
  await stack.stop();
  expect(misshapen).toEqual([]);
  if (process.env.DEV_STORE_FAULTS !== undefined) expect(failedCalls).toBeGreaterThan(0);
}
