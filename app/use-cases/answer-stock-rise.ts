/**
 * The merchant says where units came from that appeared on a shelf: from these deliveries, so many of each, or from
 * none. What is matched becomes a receipt of the day on which it was seen; Shopify has the units already and is not told.
 * Either way they did come, so none is kept back any longer. (That they did not come is use-cases/correct-stock.ts.)
 */
import { todayIn } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { CalendarDate, ReceiptId, ShopDomain } from "../domain/ids.ts";
import { checkUnits, found } from "../domain/input-checks.ts";
import { openUnitsOf, receive } from "../domain/purchase-order.ts";
import type { Match } from "../domain/stock-rise.ts";
import { openShipmentOf, saveChangedOrder } from "./change-purchase-order.ts";
import type { LockedPurchaseOrder, LockedStockRise } from "./ports/supply.ts";
import type { Transaction } from "./ports/transaction.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export interface RiseAnswer {
  readonly stockRiseId: number;
  /** Empty: no delivery came in; the units were counted, returned or put right. */
  readonly matches: readonly Match[];
  readonly actor: string;
}

export async function answerStockRise(
  deps: SupplyDeps,
  { shop, answer }: { shop: ShopDomain; answer: RiseAnswer },
): Promise<Outcome<{ unitsMatched: number }>> {
  const typed = checkTyped(answer);
  if (typed.length > 0) return refused(...typed);
  const state = await deps.supply.shopToday(shop);
  return deps.database.transaction(async (tx) => {
    const rise = await deps.supply.lockStockRise(tx, shop, answer.stockRiseId);
    if (rise === null || state === null) return refused(problem("rise_unknown", "stockRiseId"));
    if (rise.isCorrecting) return refused(problem("rise_correcting", "stockRiseId"));
    if (rise.isAnswered) return refused(problem("rise_answered", "stockRiseId"));
    const problems = await checkMatches(deps, tx, { shop, rise, answer });
    if (problems.length > 0) return refused(...problems);
    const receivedOn = todayIn(state.timeZone, rise.at);
    for (const match of answer.matches) await receiveMatch(deps, tx, { shop, rise, match, receivedOn, actor: answer.actor });
    const unitsMatched = answer.matches.reduce((sum, { units }) => sum + units, 0);
    await deps.supply.answerStockRise(tx, shop, { stockRiseId: rise.stockRiseId, unitsMatched, actor: answer.actor, at: deps.clock.now() });
    const inventoryItemIds = [rise.inventoryItemId];
    if (rise.unitsDoubted > 0) await deps.jobs.enqueue(tx, [{ name: "settle-items", shop, inventoryItemIds }]);
    await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds }]);
    return done({ unitsMatched });
  });
}

function checkTyped({ matches }: RiseAnswer): Problem[] {
  const ids = matches.map(({ inboundShipmentId }) => inboundShipmentId);
  return found([
    ...matches.map(({ units }, index) => checkUnits(units, `matches.${index}.units`)),
    ...ids.map((id, index) => (ids.indexOf(id) < index ? problem("same_shipment", `matches.${index}.inboundShipmentId`) : null)),
  ]);
}

/** Purchase orders are locked in one order for all, so that two people who answer at once do not wait in a circle. */
async function checkMatches(
  deps: SupplyDeps,
  tx: Transaction,
  { shop, rise, answer: { matches } }: { shop: ShopDomain; rise: LockedStockRise; answer: RiseAnswer },
): Promise<Problem[]> {
  const total = matches.reduce((sum, { units }) => sum + units, 0);
  if (total > rise.units) return [problem("more_than_rise", "matches", { units: total, rise: rise.units })];
  const problems: Problem[] = [];
  for (const match of matches.toSorted((one, other) => (one.inboundShipmentId < other.inboundShipmentId ? -1 : 1))) {
    const locked = await deps.supply.lockPurchaseOrderOf(tx, shop, match.inboundShipmentId);
    problems.push(...checkMatch(match, matches.indexOf(match), { rise, locked }));
  }
  return problems;
}

function checkMatch(match: Match, index: number, { rise, locked }: { rise: LockedStockRise; locked: LockedPurchaseOrder | null }): Problem[] {
  const field = `matches.${index}.units`;
  if (locked === null) return [problem("shipment_unknown", field)];
  const shipment = openShipmentOf(locked, match.inboundShipmentId);
  if ("code" in shipment) return [{ ...shipment, field }];
  const { locationId, status, number } = locked.order;
  if (locationId !== rise.locationId) return [problem("other_place", field)];
  if (status === "draft") return [problem("purchase_order_draft", field, { number })];
  const open = openUnitsOf(shipment, rise.inventoryItemId);
  if (open === 0) return [problem("not_in_shipment", field)];
  return match.units > open ? [problem("more_than_open", field, { units: match.units, open })] : [];
}

async function receiveMatch(
  deps: SupplyDeps,
  tx: Transaction,
  { shop, rise, match, receivedOn, actor }: { shop: ShopDomain; rise: LockedStockRise; match: Match; receivedOn: CalendarDate; actor: string },
): Promise<void> {
  const { inboundShipmentId, units } = match;
  const locked = await deps.supply.lockPurchaseOrderOf(tx, shop, inboundShipmentId);
  if (locked === null) throw new Error(`Shipment ${inboundShipmentId} was locked and is gone.`);
  const { order: before } = locked;
  const lines = [{ inventoryItemId: rise.inventoryItemId, units }];
  await saveChangedOrder(deps, tx, { shop, before, after: receive(before, { inboundShipmentId, receivedOn, lines }), reason: "", actor });
  const receiptId = crypto.randomUUID() as ReceiptId; // a new id
  const onShelf = { stockRiseId: rise.stockRiseId, readSeq: rise.readSeq };
  const { locationId } = rise;
  await deps.supply.saveReceipt(tx, shop, { receiptId, inboundShipmentId, locationId, receivedOn, actor, lines, at: deps.clock.now(), onShelf });
}
