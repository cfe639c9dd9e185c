import type { FlowTrigger } from "../state/app-record-types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/** Shopify Flow, as far as an app sees it: triggers go in. What the merchant's workflows make of them is theirs. */

const KEPT_TRIGGERS = 1000;

export function keepTrigger(context: ShopContext, { apiKey, handle, properties }: Pick<FlowTrigger, "apiKey" | "handle" | "properties">): FlowTrigger {
  const trigger: FlowTrigger = { id: takeId(context), apiKey, handle, properties, receivedAt: timestamp(context) };
  const { flowTriggers } = context.shop;
  flowTriggers.push(trigger);
  if (flowTriggers.length > KEPT_TRIGGERS) flowTriggers.splice(0, flowTriggers.length - KEPT_TRIGGERS);
  return trigger;
}
