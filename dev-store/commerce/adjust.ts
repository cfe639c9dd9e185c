import type { QuantityName, ShopState, StoredQuantityName } from "../state/types.ts";
import {
  currentQuantity,
  deltaErrors,
  documentErrors,
  duplicateErrors,
  isAdjustable,
  itemErrors,
  locationErrors,
  nameErrors,
  negativeErrors,
  placeErrors,
  reasonErrors,
  referenceErrors,
  staleErrors,
  totalErrors,
} from "./adjust-errors.ts";
import type { KnownPlace, Place } from "./adjust-errors.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities, isPartOfOnHand } from "./inventory.ts";
import { done } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";

/**
 * Changing stock by API: `inventoryAdjustQuantities`, `…SetQuantities`, `…SetOnHandQuantities` and `…MoveQuantities`.
 * Each does all of its changes or none. An item that the location does not stock yet is stocked there by the change.
 */

/** One line of an adjustment as the API answers it. */
export type MadeChange = KnownPlace & { name: QuantityName; delta: number; ledgerDocumentUri: string | null };

/** Why stock changes. */
export type Explanation = { reason: string; referenceDocumentUri: string | null };

/** Null `changeFromQuantity`: do not compare. */
export type WantedChange = Place & { delta: number; changeFromQuantity: number | null; ledgerDocumentUri: string | null };
export type WantedQuantity = Place & { quantity: number; changeFromQuantity: number | null };

export type MoveTerminal = { locationId: number | null; name: string; changeFromQuantity: number | null; ledgerDocumentUri: string | null };
export type WantedMove = { inventoryItemId: number | null; quantity: number; from: MoveTerminal; to: MoveTerminal };

const MAX_DOCUMENTS_OF_MOVE = 2;
/** This one mutation has its own words for it. */
const STALE = "The changeFromQuantity value does not match persisted value.";

export function adjustQuantities(
  context: ShopContext,
  { name, changes, ...explanation }: Explanation & { name: string; changes: readonly WantedChange[] },
): Outcome<MadeChange[]> {
  const { shop } = context;
  const field = (index: number): string[] => ["input", "changes", String(index)];
  if (!isAdjustable(name)) return { ok: false, errors: nameErrors(name, ["input", "name"]) };
  return (
    firstErrors([
      () => explanationErrors(explanation),
      () => changes.flatMap((change, index) => documentErrors(name, change.ledgerDocumentUri, field(index))),
      () => oneDocumentErrors(changes),
      () => changes.flatMap(({ delta }, index) => deltaErrors(delta, [...field(index), "delta"])),
      () => changes.flatMap((change, index) => placeErrors(shop, change, field(index))),
      () => changes.flatMap((change, index) => staleErrors(shop, name, change, field(index))),
    ]) ??
    done(
      make(
        context,
        changes.map((change) => changeOf(name, change)),
      ),
    )
  );
}

export function setQuantities(
  context: ShopContext,
  { name, quantities, ...explanation }: Explanation & { name: string; quantities: readonly WantedQuantity[] },
): Outcome<MadeChange[]> {
  const { shop } = context;
  const field = (index: number): string[] => ["input", "quantities", String(index)];
  if (name !== "available" && name !== "on_hand") {
    const message = "The quantity name must be either 'available' or 'on_hand'.";
    return { ok: false, errors: [{ field: ["input", "name"], message, code: "INVALID_NAME" }] };
  }
  return (
    firstErrors([
      () => explanationErrors(explanation),
      () => quantities.flatMap(({ quantity }, index) => totalErrors(quantity, [...field(index), "quantity"])),
      () => duplicateErrors(quantities, ["input", "quantities"]),
      () => quantities.flatMap((wanted, index) => placeErrors(shop, wanted, field(index))),
      () => quantities.flatMap((wanted, index) => staleErrors(shop, name, wanted, field(index)).map((error) => ({ ...error, message: STALE }))),
    ]) ??
    done(
      make(
        context,
        quantities.map((wanted) => changeTo(shop, name, wanted)),
      ),
    )
  );
}

export function setOnHandQuantities(
  context: ShopContext,
  { setQuantities: quantities, ...explanation }: Explanation & { setQuantities: readonly WantedQuantity[] },
): Outcome<MadeChange[]> {
  const { shop } = context;
  const field = (index: number): string[] => ["input", "setQuantities", String(index)];
  return (
    firstErrors([
      () => explanationErrors(explanation),
      () => quantities.flatMap(({ quantity }, index) => negativeErrors(quantity, [...field(index), "quantity"])),
      () => quantities.flatMap(({ quantity }, index) => totalErrors(quantity, [...field(index), "quantity"])),
      () => quantities.flatMap((wanted, index) => placeErrors(shop, wanted, field(index))),
      () => quantities.flatMap((wanted, index) => staleErrors(shop, "on_hand", wanted, field(index))),
    ]) ??
    done(
      make(
        context,
        quantities.map((wanted) => changeTo(shop, "on_hand", wanted)),
      ),
    )
  );
}

/** Moves units between the quantities of an item at one location, such as from available to damaged. */
export function moveQuantities(context: ShopContext, { changes, ...explanation }: Explanation & { changes: readonly WantedMove[] }): Outcome<MadeChange[]> {
  const { shop } = context;
  const field = (index: number): string[] => ["input", "changes", String(index)];
  const each = (check: (move: WantedMove, field: string[]) => UserError[]) => () => changes.flatMap((move, index) => check(move, field(index)));
  const eachEnd = (check: (end: MoveTerminal, field: string[], move: WantedMove) => UserError[]) =>
    each((move, at) => [...check(move.from, [...at, "from"], move), ...check(move.to, [...at, "to"], move)]);
  return (
    firstErrors([
      () => explanationErrors(explanation),
      eachEnd(({ name }, at) => nameErrors(name, [...at, "name"])),
      each(routeErrors),
      each(({ quantity }, at) => negativeErrors(quantity, [...at, "quantity"])),
      each(({ quantity }, at) => deltaErrors(quantity, [...at, "quantity"])),
      eachEnd(({ name, ledgerDocumentUri }, at) => documentErrors(name, ledgerDocumentUri, at)),
      () => twoDocumentsErrors(changes),
      each(({ inventoryItemId }, at) => itemErrors(shop, inventoryItemId, at)),
      eachEnd(({ locationId }, at) => locationErrors(shop, locationId, at)),
      eachEnd((end, at, { inventoryItemId }) => (isAdjustable(end.name) ? staleErrors(shop, end.name, { ...end, inventoryItemId }, at) : [])),
    ]) ?? done(make(context, changes.map(twoEnds)))
  );
}

/** The errors of the first check that finds any. Shopify reports one kind of mistake at a time. */
function firstErrors(checks: readonly (() => UserError[])[]): { ok: false; errors: UserError[] } | null {
  for (const check of checks) {
    const errors = check();
    if (errors.length > 0) return { ok: false, errors };
  }
  return null;
}

function explanationErrors({ reason, referenceDocumentUri }: Explanation): UserError[] {
  const wrongReason = reasonErrors(reason);
  return wrongReason.length > 0 ? wrongReason : referenceErrors(referenceDocumentUri);
}

function oneDocumentErrors(changes: readonly WantedChange[]): UserError[] {
  if (new Set(changes.map(({ ledgerDocumentUri }) => ledgerDocumentUri)).size <= 1) return [];
  const message = "All changes must have the same ledger document URI or, in the case of adjusting available, no ledger document URI.";
  return [{ field: ["input", "changes"], message, code: "MAX_ONE_LEDGER_DOCUMENT" }];
}

function twoDocumentsErrors(changes: readonly WantedMove[]): UserError[] {
  const documents = new Set(changes.flatMap(({ from, to }) => [from, to]).flatMap(({ ledgerDocumentUri }) => ledgerDocumentUri ?? []));
  if (documents.size <= MAX_DOCUMENTS_OF_MOVE) return [];
  const message = "Only a maximum of 2 ledger document URIs across all changes is allowed.";
  return [{ field: ["input", "changes"], message, code: "MAXIMUM_LEDGER_DOCUMENT_URIS" }];
}

function routeErrors({ from, to }: WantedMove, field: string[]): UserError[] {
  if (from.locationId !== to.locationId) {
    return [{ field, message: "The quantities can't be moved between different locations.", code: "DIFFERENT_LOCATIONS" }];
  }
  return from.name === to.name ? [{ field, message: "The quantity names for each change can't be the same.", code: "SAME_QUANTITY_NAME" }] : [];
}

type Change = KnownPlace & { name: StoredQuantityName; delta: number; ledgerDocumentUri: string | null };

function changeOf(name: StoredQuantityName, { inventoryItemId, locationId, delta, ledgerDocumentUri }: Omit<WantedChange, "changeFromQuantity">): Change[] {
  return inventoryItemId === null || locationId === null ? [] : [{ inventoryItemId, locationId, name, delta, ledgerDocumentUri }];
}

/** Setting on hand moves available by the same amount: the other parts of on hand are not touched. */
function changeTo(shop: ShopState, name: "available" | "on_hand", wanted: WantedQuantity): Change[] {
  return changeOf("available", { ...wanted, delta: wanted.quantity - currentQuantity(shop, name, wanted), ledgerDocumentUri: null });
}

function twoEnds({ inventoryItemId, quantity, from, to }: WantedMove): Change[] {
  const end = ({ name, ...rest }: MoveTerminal, delta: number): Change[] => (isAdjustable(name) ? changeOf(name, { ...rest, inventoryItemId, delta }) : []);
  return [...end(from, -quantity), ...end(to, quantity)];
}

/**
 * Makes the changes and tells them. Those of one step belong together: what they add up to on hand is told after them,
 * and nothing is where units only changed their name.
 */
function make(context: ShopContext, steps: readonly Change[][]): MadeChange[] {
  const made = steps.map((step) => step.filter(({ delta }) => delta !== 0));
  changeQuantities(context, made.flat());
  return made.flatMap((step) => {
    const delta = step.reduce((sum, change) => sum + (isPartOfOnHand(change.name) ? change.delta : 0), 0);
    const [first] = step;
    return first === undefined || delta === 0 ? step : [...step, { ...first, name: "on_hand" as const, delta }];
  });
}
